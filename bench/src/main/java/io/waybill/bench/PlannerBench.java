package io.waybill.bench;

import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.rules.NamePattern;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.worker.plan.RuleIndex;
import io.waybill.worker.plan.TaskPlanner;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How many events the planner decides in a second, on one thread, by many rules: what an event and
 * the rules become tasks in, without Kafka and without JSON.
 */
final class PlannerBench {
  private static final int RULES = 10_000;
  private static final int EVENTS = 4_096;
  private static final Duration WARM_UP = Duration.ofSeconds(2);
  private static final Duration LAP = Duration.ofSeconds(1);
  private static final int LAPS = 3;
  private static final Registry SOURCE = Registry.of("shanghai");
  private static final Registry TARGET = Registry.of("frankfurt");
  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");

  /**
   * Rules of one kind; the number of a rule stands where the pattern has N.
   *
   * @param name for the table
   * @param repositories the pattern over repositories
   * @param tags the pattern over tags, or null for every tag
   */
  private record Mix(String name, String repositories, @Nullable String tags) {}

  private static final List<Mix> MIXES =
      List.of(
          new Mix("a repository each", "team-N/app", null),
          new Mix("a namespace each", "team-N/**", "v*"),
          new Mix("a prefix each, all in one namespace", "prod/team-N-*", "semver:>=1.2 <2"),
          new Mix("a name each, in any namespace", "**/team-N", "v*"),
          new Mix("/regex/ that begins with text", "/team-N/(app|web)-[0-9]+/", null),
          new Mix("/regex/ open at both ends", "/.*team-N.*/", null),
          new Mix("** everywhere, a tag each", "**", "vN-*"),
          new Mix("** everywhere, /regex/ tags", "**", "/v(N|x+)-[0-9]+/"));

  private final PrintStream out;
  private long tasks;

  PlannerBench(PrintStream out) {
    this.out = out;
  }

  void run() {
    out.printf("%,d rules, one thread, Java %s%n", RULES, Runtime.version());
    out.printf("%-38s %12s %12s %14s%n", "", "events/s", "µs an event", "tasks an event");
    MIXES.forEach(this::measure);
  }

  private void measure(Mix mix) {
    RuleIndex rules = new RuleIndex();
    IntStream.range(0, RULES).forEach(number -> rules.put(rule(mix, number)));
    TaskPlanner planner = new TaskPlanner(Map.of(SOURCE, Region.of("cn"), TARGET, Region.of("eu")));
    List<ImagePushed> events = events(new Random(1));
    plan(planner, rules, events, WARM_UP);
    double best = 0;
    double tasksAnEvent = 0;
    for (int lap = 0; lap < LAPS; lap++) {
      tasks = 0;
      long began = System.nanoTime();
      long planned = plan(planner, rules, events, LAP);
      double rate = planned * 1e9 / (System.nanoTime() - began);
      best = Math.max(best, rate);
      tasksAnEvent = tasks / (double) planned;
    }
    out.printf("%-38s %,12.0f %12.1f %14.2f%n", mix.name(), best, 1e6 / best, tasksAnEvent);
  }

  private long plan(
      TaskPlanner planner, RuleIndex rules, List<ImagePushed> events, Duration atLeast) {
    long end = System.nanoTime() + atLeast.toNanos();
    long planned = 0;
    while (System.nanoTime() < end) {
      tasks += planner.plan(events.get((int) (planned % EVENTS)), rules, NOW).tasks().size();
      planned++;
    }
    return planned;
  }

  private static Rule rule(Mix mix, int number) {
    RuleSource source =
        new RuleSource(
            SOURCE,
            List.of(NamePattern.parse(mix.repositories().replace("N", "" + number))),
            mix.tags() == null
                ? null
                : List.of(NamePattern.parse(mix.tags().replace("N", "" + number))),
            null);
    RuleSpec spec = RuleSpec.of("rule-" + number, source, List.of(RuleTarget.of(TARGET)));
    return new Rule(new RuleId(new UUID(7, number)), 1, NOW, NOW, spec);
  }

  /** Pushes of which each mix has rules for some. */
  private static List<ImagePushed> events(Random random) {
    return IntStream.range(0, EVENTS)
        .mapToObj(
            number -> {
              int team = random.nextInt(RULES);
              String path =
                  switch (number % 5) {
                    case 0 -> "team-" + team + "/app";
                    case 1 -> "team-" + team + "/web-" + number;
                    case 2 -> "prod/team-" + team + "-service";
                    case 3 -> "some/deep/namespace/team-" + team;
                    default -> "library/nobody/asks/for/this-" + number;
                  };
              String tag = number % 2 == 0 ? "v1.4." + number : "v" + team + "-" + number;
              return push(Repository.of(SOURCE, path), Tag.of(tag));
            })
        .toList();
  }

  private static ImagePushed push(Repository repository, Tag tag) {
    Digest digest = Digest.sha256(repository.path().getBytes(StandardCharsets.UTF_8));
    EventId id = EventId.hash("push", repository.path(), tag.name());
    return new ImagePushed(
        id, repository, tag, digest, null, null, NOW, NOW, "/webhooks/shanghai-push");
  }
}
