package io.waybill.worker.plan;

import static io.waybill.worker.plan.Samples.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.events.SyncRequested;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.NamePattern;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleFit;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.rules.Template;
import io.waybill.schemas.tasks.SyncTask;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The index finds what asking every rule finds, whatever became of the rules before. */
class RuleIndexTest {
  private static final List<String> REGISTRIES = List.of("shanghai", "frankfurt", "virginia");
  private static final TaskPlanner PLANNER =
      new TaskPlanner(
          Map.of(
              Registry.of("shanghai"), Region.of("cn"),
              Registry.of("frankfurt"), Region.of("eu")));

  @Test
  void itPlansAsAllRulesTogetherWouldOnRandomRulesAndEvents() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    int planned = 0;
    for (int round = 0; round < 200; round++) {
      RuleIndex index = new RuleIndex();
      Map<RuleId, Rule> all = new LinkedHashMap<>();
      for (int change = 0; change < 40; change++) {
        Rule rule = randomRule(random);
        if (random.nextInt(4) == 0) {
          index.remove(rule.id());
          all.remove(rule.id());
        } else {
          index.put(rule);
          all.put(rule.id(), rule);
        }
      }
      assertThat(index.rules()).containsExactlyInAnyOrderElementsOf(all.values());
      for (int i = 0; i < 20; i++) {
        ImageEvent event = randomEvent(random);

        Plan plan = PLANNER.plan(event, index, NOW);

        assertThat(plan)
            .as("seed %d: %s by %s", seed, event, all.values())
            .isEqualTo(PLANNER.plan(event, all.values(), NOW));
        requireSound(plan, all);
        planned += plan.tasks().size();
      }
    }
    assertThat(planned).isPositive();
  }

  @Test
  void whatPeopleAreToldOfAnImageAndARuleIsWhatThePlannerDoes() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Set<RuleFit.Kind> seen = new HashSet<>();
    for (int round = 0; round < 5_000; round++) {
      Rule rule = randomRule(random);
      SyncRequested wish = Samples.wish(randomImage(random), null, null);

      RuleFit fit = RuleFit.of(rule.spec(), wish.source());

      Plan plan = PLANNER.plan(wish, List.of(rule), NOW);
      boolean configured =
          !rule.spec().targets().getFirst().registry().equals(Registry.of("virginia"));
      assertThat(!plan.tasks().isEmpty())
          .as("seed %d: %s by %s: %s", seed, wish.source(), rule, fit)
          .isEqualTo(fit.kind() == RuleFit.Kind.TAKES && configured);
      assertThat(fit.targets()).containsAll(plan.tasks().stream().map(SyncTask::target).toList());
      seen.add(fit.kind());
    }
    assertThat(seen).as("seed %d", seed).contains(RuleFit.Kind.TAKES).hasSizeGreaterThan(5);
  }

  private static void requireSound(Plan plan, Map<RuleId, Rule> all) {
    Set<Object> ids = new HashSet<>();
    for (SyncTask task : plan.tasks()) {
      assertThat(ids.add(task.id())).isTrue();
      assertThat(task.target()).isNotEqualTo(task.source());
      RuleId rule = task.ruleId();
      assertThat(rule == null || Objects.requireNonNull(all.get(rule)).spec().enabled()).isTrue();
    }
  }

  @Test
  void whatIsRemovedLeavesNothingBehind() {
    RuleIndex index = new RuleIndex();
    Random random = new Random(7);
    List<Rule> rules = IntStream.range(0, 200).mapToObj(i -> randomRule(random)).toList();
    rules.forEach(index::put);
    rules.forEach(rule -> index.remove(rule.id()));

    assertThat(index.rules()).isEmpty();
    assertThat(index.matching(Samples.push("shanghai/prod/app:v1").reference())).isEmpty();
  }

  @Test
  void aRuleThatChangedIsFoundByWhatItSaysNow() {
    RuleIndex index = new RuleIndex();
    RuleTarget target = RuleTarget.of(Registry.of("frankfurt"));
    Rule before = Samples.rule("moved", Samples.source("shanghai", "prod/**"), target);
    Rule after = Samples.rule("moved", Samples.source("shanghai", "test/**"), target);
    index.put(before);
    index.put(after);

    assertThat(index.matching(Samples.push("shanghai/prod/app:v1").reference())).isEmpty();
    assertThat(index.matching(Samples.push("shanghai/test/app:v1").reference()))
        .containsExactly(after);
    index.put(Samples.disabled(after));
    assertThat(index.matching(Samples.push("shanghai/test/app:v1").reference())).isEmpty();
    assertThat(index.find(after.id())).contains(Samples.disabled(after));
  }

  private static Rule randomRule(Random random) {
    // Few names, so that rules are replaced and removed.
    String name = "rule-" + random.nextInt(25);
    RuleSource source =
        new RuleSource(
            Registry.of(pick(random, REGISTRIES)),
            patterns(random, 1 + random.nextInt(3), false),
            random.nextInt(3) == 0 ? patterns(random, 1, false) : null,
            patterns(random, random.nextInt(3), true),
            random.nextInt(3) == 0 ? patterns(random, 1, true) : null,
            null,
            random.nextBoolean());
    RuleTarget target =
        new RuleTarget(
            Registry.of(pick(random, REGISTRIES)),
            Template.parse(pick(random, List.of("{repository}", "x/{name}", "{namespace}/{name}"))),
            null,
            null);
    RuleSpec spec =
        RuleSpec.of(name, source, List.of(target)).draft().enabled(random.nextInt(5) > 0).build();
    return new Rule(
        new RuleId(new UUID(0, name.hashCode())), 1 + random.nextInt(9), NOW, NOW, spec);
  }

  private static List<NamePattern> patterns(Random random, int count, boolean tags) {
    return Stream.generate(() -> pattern(random, tags)).limit(count).toList();
  }

  private static NamePattern pattern(Random random, boolean tags) {
    List<String> parts =
        tags
            ? List.of("v1", "v2", "*", "?", "-rc", ".", "{v1,v2}")
            : List.of("prod", "test", "a", "b", "/", "/", "*", "**", "?", "{prod,test}", "-");
    while (true) {
      StringBuilder text = new StringBuilder();
      for (int i = 1 + random.nextInt(5); i > 0; i--) {
        text.append(pick(random, parts));
      }
      int kind = random.nextInt(tags ? 5 : 4);
      try {
        return NamePattern.parse(
            switch (kind) {
              case 0 -> "/" + text.toString().replace("*", ".*").replace("?", ".") + "/";
              case 4 -> "semver:>=1." + random.nextInt(3);
              default -> text.toString();
            });
      } catch (IllegalArgumentException another) {
        // Most random texts are no pattern: this one begins with a slash, say.
      }
    }
  }

  private static String randomImage(Random random) {
    return randomRepository(random)
        + (random.nextInt(5) == 0 ? "@" + Samples.DIGEST : ":" + randomTag(random));
  }

  private static String randomRepository(Random random) {
    return pick(random, REGISTRIES)
        + "/"
        + pick(
            random,
            List.of("prod", "prod/a", "test/b", "prod/a/b", "a-b", "prod-a", "a/prod", "b/b"));
  }

  private static String randomTag(Random random) {
    return pick(random, List.of("v1", "v2", "v1-rc", "v1.2", "1.2.0", "latest"));
  }

  private static ImageEvent randomEvent(Random random) {
    String repository = randomRepository(random);
    String tag = randomTag(random);
    return switch (random.nextInt(5)) {
      case 0 -> Samples.pushByDigest(repository);
      case 1 -> Samples.wish(repository + ":" + tag, ruleOrNone(random), null);
      case 2 -> Samples.wish(repository + "@" + Samples.DIGEST, ruleOrNone(random), null);
      default -> Samples.push(repository + ":" + tag);
    };
  }

  private static @Nullable RuleId ruleOrNone(Random random) {
    return random.nextBoolean()
        ? null
        : new RuleId(new UUID(0, ("rule-" + random.nextInt(25)).hashCode()));
  }

  private static <T> T pick(Random random, List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
