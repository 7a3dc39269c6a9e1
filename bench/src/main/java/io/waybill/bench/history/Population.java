package io.waybill.bench.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Who pushes what where: 200 rules, of which few make most of the tasks, and 25 repositories under
 * each, of which few are pushed to most. Made of a seed, so that questions can name what is there.
 */
final class Population {
  static final int RULES = 200;
  static final Duration SPAN = Duration.ofDays(60);

  private static final int REPOSITORIES = 25;
  private static final int SEED = 5;
  private static final List<String> REGISTRIES =
      List.of("shanghai", "frankfurt", "virginia", "singapore", "sydney", "tokyo", "lab");

  /**
   * A rule.
   *
   * @param id its id
   * @param name its name
   * @param source the registry that it reads
   * @param targets the registries that it writes
   * @param prefix what its target repositories begin with
   */
  record Rule(UUID id, String name, String source, List<String> targets, String prefix) {
    String repository(int number) {
      return name + "/service-" + number;
    }
  }

  private final List<Rule> rules = new ArrayList<>();

  Population() {
    Random random = new Random(SEED);
    for (int i = 0; i < RULES; i++) {
      // The last registry is a laboratory that hardly anybody knows.
      String source = i % 97 == 96 ? "lab" : random.nextInt(10) < 7 ? "shanghai" : "frankfurt";
      List<String> targets = new ArrayList<>();
      int many = 1 + random.nextInt(3);
      while (targets.size() < many) {
        String target = REGISTRIES.get(random.nextInt(REGISTRIES.size() - 1));
        if (!target.equals(source) && !targets.contains(target)) {
          targets.add(target);
        }
      }
      rules.add(
          new Rule(
              new UUID(random.nextLong(), random.nextLong()),
              "team-" + i,
              source,
              targets,
              i % 2 == 0 ? "" : "mirror/"));
    }
  }

  Rule rule(int number) {
    return rules.get(number);
  }

  /** A rule as it is drawn for a task: the first one for a tenth of them, the last for few. */
  Rule rule(SplittableRandom random) {
    return rules.get(skewed(random, RULES));
  }

  String repository(Rule rule, SplittableRandom random) {
    return rule.repository(skewed(random, REPOSITORIES));
  }

  /** A tenth is {@code latest}, a tenth {@code main}, a third of its own, the rest versions. */
  String tag(SplittableRandom random, int task) {
    int kind = random.nextInt(30);
    if (kind < 3) {
      return "latest";
    }
    if (kind < 6) {
      return "main";
    }
    return kind < 16
        ? "build-" + task
        : "v" + random.nextInt(4) + "." + random.nextInt(30) + "." + random.nextInt(20);
  }

  /** Of the time until {@code end}, evenly. */
  static Instant moment(Instant end, double share) {
    return end.minus(SPAN).plusNanos((long) (share * SPAN.toNanos()) / 1000 * 1000);
  }

  private static int skewed(SplittableRandom random, int size) {
    double share = random.nextDouble();
    return (int) Math.min(size - 1, Math.floor(Math.pow(size + 1, share)) - 1);
  }
}
