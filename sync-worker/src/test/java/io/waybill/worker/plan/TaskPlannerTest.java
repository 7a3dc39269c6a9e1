package io.waybill.worker.plan;

import static io.waybill.worker.plan.Samples.NOW;
import static io.waybill.worker.plan.Samples.push;
import static io.waybill.worker.plan.Samples.rule;
import static io.waybill.worker.plan.Samples.source;
import static io.waybill.worker.plan.Samples.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.DigestReference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.rules.Template;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.tasks.Trigger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TaskPlannerTest {
  private static final Region EU = Region.of("eu");
  private static final Region US = Region.of("us");
  private static final TaskPlanner PLANNER =
      new TaskPlanner(
          Map.of(
              Registry.of("shanghai"), Region.of("cn"),
              Registry.of("frankfurt"), EU,
              Registry.of("virginia"), US));
  private static final RuleTarget FRANKFURT = RuleTarget.of(Registry.of("frankfurt"));
  private static final RuleTarget VIRGINIA = RuleTarget.of(Registry.of("virginia"));

  @Test
  void aPushMakesATaskForEachTargetOfEachMatchingRule() {
    Rule both = rule("both", source("shanghai", "prod/**"), FRANKFURT, VIRGINIA);
    Rule one = rule("one", source("shanghai", "prod/app"), target("frankfurt", "copy/{name}"));
    Rule other = rule("other", source("shanghai", "test/**"), FRANKFURT);

    ImagePushed event = push("shanghai/prod/app:v1");
    Plan plan = PLANNER.plan(event, List.of(both, one, other), NOW);

    assertThat(plan.tasks())
        .extracting(task -> task.target().text())
        .containsExactly("frankfurt/prod/app:v1", "virginia/prod/app:v1", "frankfurt/copy/app:v1");
    SyncTask first = plan.tasks().getFirst();
    assertThat(first.id()).isEqualTo(TaskId.of(event.id(), both.id(), first.target()));
    assertThat(first.source().text()).isEqualTo("shanghai/prod/app:v1");
    assertThat(first.region()).isEqualTo(EU);
    assertThat(first.trigger()).isEqualTo(Trigger.EVENT);
    assertThat(first.ruleName()).isEqualTo("both");
    assertThat(first.lane()).isEqualTo(Lane.SWIFT);
    assertThat(first.occurredAt()).isEqualTo(event.occurredAt());
    assertThat(first.plannedAt()).isEqualTo(NOW);
    assertThat(first.announced()).isEqualTo(event.digest());
    assertThat(plan.tasks().get(1).region()).isEqualTo(US);
  }

  @Test
  void whatNoRuleMatchesMakesNothingAndSaysWhy() {
    Rule tagged = rule("tagged", source("shanghai", "prod/**", "v*"), FRANKFURT);
    Rule off = Samples.disabled(rule("off", source("shanghai", "**"), FRANKFURT));

    Plan plan = PLANNER.plan(push("shanghai/prod/app:latest"), List.of(tagged, off), NOW);

    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.passedOver())
        .containsExactly("No enabled rule matches shanghai/prod/app:latest.");
  }

  @Test
  void aPushByDigestAloneMakesNothing() {
    Rule all = rule("all", source("shanghai", "**"), FRANKFURT);

    Plan plan = PLANNER.plan(Samples.pushByDigest("shanghai/prod/app"), List.of(all), NOW);

    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.passedOver()).singleElement().asString().contains("by digest alone");
  }

  @Test
  void aPushByDigestAloneMakesATaskOfThatDigestWhereARuleAsksForDigests() {
    Rule all = rule("all", source("shanghai", "**"), FRANKFURT);
    RuleSource everything = source("shanghai", "prod/**");
    Rule asking = rule("asking", everything.withDigests(true), FRANKFURT);
    Rule elsewhere = rule("elsewhere", source("shanghai", "test/**").withDigests(true), FRANKFURT);
    ImagePushed event = Samples.pushByDigest("shanghai/prod/app");

    Plan plan = PLANNER.plan(event, List.of(all, asking, elsewhere), NOW);

    SyncTask task = plan.tasks().getFirst();
    assertThat(plan.tasks()).hasSize(1);
    assertThat(task.ruleName()).isEqualTo("asking");
    assertThat(task.source()).isEqualTo(event.reference());
    assertThat(task.target()).isInstanceOf(DigestReference.class);
    assertThat(task.target().toString()).endsWith("@" + event.digest());
  }

  @Test
  void aDeletionMakesNothing() {
    Rule all = rule("all", source("shanghai", "**"), FRANKFURT);
    ImageDeleted deleted =
        new ImageDeleted(
            EventId.hash("gone"),
            Repository.parse("shanghai/prod/app"),
            Samples.tag("v1"),
            null,
            null,
            NOW,
            NOW,
            "/webhooks/test");

    assertThat(PLANNER.plan(deleted, List.of(all), NOW).isEmpty()).isTrue();
  }

  @Test
  void aTargetThatIsTheSourceMakesNothing() {
    Rule loop = rule("loop", source("shanghai", "**"), RuleTarget.of(Registry.of("shanghai")));

    Plan plan = PLANNER.plan(push("shanghai/prod/app:v1"), List.of(loop), NOW);

    assertThat(plan.isEmpty()).isTrue();
    assertThat(plan.passedOver()).singleElement().asString().contains("is the source itself");
  }

  @Test
  void twoTargetsThatAreTheSameMakeOneTask() {
    Rule twice =
        rule(
            "twice",
            source("shanghai", "**"),
            FRANKFURT,
            target("frankfurt", "{namespace}/{name}"));

    assertThat(PLANNER.plan(push("shanghai/prod/app:v1"), List.of(twice), NOW).tasks()).hasSize(1);
  }

  @Test
  void aTargetInARegistryThatIsNotConfiguredIsRecordedAsFailed() {
    Rule rule = rule("typo", source("shanghai", "**"), target("frankfrut", "app"), VIRGINIA);

    Plan plan = PLANNER.plan(push("shanghai/prod/app:v1"), List.of(rule), NOW);

    assertThat(plan.tasks()).extracting(SyncTask::region).containsExactly(US);
    assertThat(plan.refused())
        .singleElement()
        .satisfies(
            refused -> {
              assertThat(refused.task().target().text()).isEqualTo("frankfrut/app:v1");
              assertThat(refused.failure().code()).isEqualTo(FailureCode.REGISTRY_UNKNOWN);
              assertThat(refused.failure().reason())
                  .contains("frankfrut is not in the worker's configuration")
                  .contains("known are frankfurt, shanghai, virginia");
            });
  }

  @Test
  void aTemplateThatMakesNoNameIsSetAsideAndStopsNoOtherTarget() {
    String longest = "a".repeat(250);
    Rule rule =
        rule("deep", source("shanghai", "**"), target("frankfurt", longest + "/{name}"), VIRGINIA);

    Plan plan = PLANNER.plan(push("shanghai/prod/application:v1"), List.of(rule), NOW);

    assertThat(plan.tasks()).extracting(SyncTask::region).containsExactly(US);
    assertThat(plan.unplannable())
        .singleElement()
        .asString()
        .contains("The rule deep makes no valid target in frankfurt")
        .contains("then replay");
  }

  @Test
  void aWishWithATargetMakesThatTaskWhateverTheRulesSay() {
    Plan plan =
        PLANNER.plan(
            wish("shanghai/prod/app:v1", null, "frankfurt/other:v2"),
            List.of(rule("all", source("shanghai", "**"), VIRGINIA)),
            NOW);

    SyncTask task = plan.tasks().getFirst();
    assertThat(plan.tasks()).hasSize(1);
    assertThat(task.target().text()).isEqualTo("frankfurt/other:v2");
    assertThat(task.trigger()).isEqualTo(Trigger.MANUAL);
    assertThat(task.ruleId()).isNull();
    assertThat(task.ruleName()).isNull();
    assertThat(task.overwrite()).isEqualTo(Overwrite.ALWAYS);
    assertThat(task.region()).isEqualTo(EU);
  }

  @Test
  void aWishByARuleIsNotFilteredByItsPatterns() {
    Rule rule = rule("v-only", source("shanghai", "prod/**", "v*"), FRANKFURT);
    Rule other = rule("all", source("shanghai", "**"), VIRGINIA);

    Plan plan =
        PLANNER.plan(wish("shanghai/test/app:nightly", rule.id(), null), List.of(rule, other), NOW);

    assertThat(plan.tasks())
        .extracting(task -> task.target().text())
        .containsExactly("frankfurt/test/app:nightly");
    assertThat(plan.tasks().getFirst().ruleId()).isEqualTo(rule.id());
  }

  @Test
  void aWishByADisabledOrUnknownOrForeignRuleIsSetAsideWithItsReason() {
    Rule off = Samples.disabled(rule("off", source("shanghai", "**"), FRANKFURT));
    Rule foreign = rule("foreign", source("virginia", "**"), FRANKFURT);
    List<Rule> rules = List.of(off, foreign);

    assertThat(PLANNER.plan(wish("shanghai/a:v1", off.id(), null), rules, NOW).unplannable())
        .singleElement()
        .asString()
        .contains("the rule is disabled");
    assertThat(PLANNER.plan(wish("shanghai/a:v1", foreign.id(), null), rules, NOW).unplannable())
        .singleElement()
        .asString()
        .contains("source is the registry virginia");
    assertThat(PLANNER.plan(wish("shanghai/a:v1", off.id(), null), List.of(), NOW).unplannable())
        .singleElement()
        .asString()
        .contains("no such rule");
  }

  @Test
  void aWishWithNeitherAsksTheRules() {
    Rule rule = rule("v-only", source("shanghai", "prod/**", "v*"), FRANKFURT);

    assertThat(PLANNER.plan(wish("shanghai/prod/a:v1", null, null), List.of(rule), NOW).tasks())
        .hasSize(1);
    assertThat(
            PLANNER.plan(wish("shanghai/prod/a:x", null, null), List.of(rule), NOW).unplannable())
        .containsExactly("No enabled rule matches shanghai/prod/a:x.");
  }

  @Test
  void aWishForADigestAsksThePatternsOverRepositoriesOnly() {
    Rule rule = rule("v-only", source("shanghai", "prod/**", "v*"), FRANKFURT);

    Plan plan =
        PLANNER.plan(wish("shanghai/prod/app@" + Samples.DIGEST, null, null), List.of(rule), NOW);

    assertThat(plan.tasks())
        .extracting(task -> task.target().text())
        .containsExactly("frankfurt/prod/app@" + Samples.DIGEST);
  }

  @Test
  void aTagCannotBeWishedIntoADigest() {
    Plan plan =
        PLANNER.plan(
            wish("shanghai/app:v1", null, "frankfurt/app@" + Samples.DIGEST), List.of(), NOW);

    assertThat(plan.tasks()).isEmpty();
    assertThat(plan.unplannable()).singleElement().asString().contains("names its content");
  }

  @Test
  void anyEventPlannedTwiceMakesTheSameTasksEachOnceAndNoneOntoItself() {
    for (long seed = 1; seed <= 300; seed++) {
      Random random = new Random(seed);
      List<Rule> rules = randomRules(random);
      ImagePushed event =
          push(
              pick(random, "shanghai", "frankfurt", "virginia", "unknown")
                  + "/"
                  + pick(random, "app", "prod/app", "prod/team/app")
                  + ":"
                  + pick(random, "v1", "latest"));

      Plan plan = PLANNER.plan(event, rules, NOW);
      List<Rule> shuffled = new ArrayList<>(rules);
      Collections.shuffle(shuffled, random);
      Plan again = PLANNER.plan(event, shuffled, NOW);

      assertThat(again.tasks())
          .as("seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(plan.tasks());
      assertThat(plan.tasks()).as("seed %d", seed).extracting(SyncTask::id).doesNotHaveDuplicates();
      assertThat(plan.tasks())
          .as("seed %d", seed)
          .allSatisfy(
              task -> {
                assertThat(task.target()).isNotEqualTo(event.reference());
                assertThat(task.source()).isEqualTo(event.reference());
                assertThat(task.id())
                    .isEqualTo(TaskId.of(event.id(), task.ruleId(), task.target()));
              });
      assertThat(plan.isEmpty() && plan.passedOver().isEmpty())
          .as("seed %d: nothing without a reason", seed)
          .isFalse();
    }
  }

  private static List<Rule> randomRules(Random random) {
    List<Rule> rules = new ArrayList<>();
    int count = random.nextInt(5);
    for (int i = 0; i < count; i++) {
      RuleTarget[] targets = new RuleTarget[1 + random.nextInt(3)];
      for (int t = 0; t < targets.length; t++) {
        targets[t] =
            target(
                pick(random, "shanghai", "frankfurt", "virginia", "nowhere"),
                pick(random, "{repository}", "x/{name}", "{namespace}/{name}"));
      }
      Rule rule =
          rule(
              "rule-" + i,
              source(
                  pick(random, "shanghai", "frankfurt", "virginia"),
                  pick(random, "**", "prod/*", "app"),
                  pick(random, "*", "v*")),
              targets);
      rules.add(random.nextInt(4) == 0 ? Samples.disabled(rule) : rule);
    }
    return rules;
  }

  private static RuleTarget target(String registry, String repository) {
    return new RuleTarget(Registry.of(registry), Template.parse(repository), null, null);
  }

  private static String pick(Random random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
