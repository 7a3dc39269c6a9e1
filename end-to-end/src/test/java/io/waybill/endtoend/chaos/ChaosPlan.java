package io.waybill.endtoend.chaos;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is pushed and what breaks, and when: all of it chosen by a seed. What happens between the
 * processes is theirs to choose, so a seed that failed once may have to be run several times.
 *
 * @param seed what chose it
 * @param length for how long things break
 * @param pushes in the order of their times
 * @param strikes in the order of their times
 */
record ChaosPlan(long seed, Duration length, List<Push> pushes, List<Strike> strikes) {
  private static final Duration BEFORE_THE_FIRST = Duration.ofMillis(500);

  /** From here on a judge would have more records to read than anybody waits for. */
  static final Duration LONG = Duration.ofMinutes(5);

  private static final int UNHURRIED = 4;

  /** In a long run one fault in so many of a line lasts up to a minute. */
  private static final int ONE_IN = 4;

  private static final int MINUTE = 60_000;

  /** In a long run these last for a whole minute when they come first. */
  private static final Set<Fault> FOR_A_MINUTE =
      Set.copyOf(EnumSet.of(Fault.REGISTRY_BUSY, Fault.REGISTRY_BROKEN));

  /** A plan of this length, or a longer one, has each kind of fault. */
  static final Duration EACH_KIND = Duration.ofSeconds(30);

  /** What is shorter than this has no time for what lasts, and many kinds to deal. */
  private static final Duration BRISK = Duration.ofMinutes(1);

  /** Repositories of which the tags move, each at a pace of its own. */
  private static final List<Tempo> TEMPI =
      List.of(
          new Tempo("both/moving", List.of("latest"), 450),
          new Tempo("both/app", List.of("v1", "v2", "latest"), 1_500),
          new Tempo("both/deep/lib", List.of("v1", "v2", "v3"), 2_000),
          new Tempo("both/large", List.of("v1", "v2"), 3_500),
          new Tempo("once/base", List.of("v1", "v2", "v3"), 1_700));

  /** How an event gets to the gateway. */
  enum Delivery {
    /** As a registry would: repeated until it is accepted. */
    ONCE,
    /** Twice at the same time, under one id. */
    TWICE,
    /** After events of later pushes. */
    LATE,
    /** Never. */
    LOST
  }

  /**
   * A tag is made to show an image.
   *
   * @param at since the beginning
   * @param repository below the seed's own
   * @param tag which
   * @param image which of the few that there are, so that several repositories share layers and
   *     tags come back to what they showed
   * @param delivery of the event
   * @param spooled whether the webhook is one whose events the gateway keeps while Kafka is away
   */
  record Push(
      Duration at, String repository, String tag, int image, Delivery delivery, boolean spooled) {}

  /**
   * Something breaks.
   *
   * @param at since the beginning
   * @param length for so long
   * @param fault what happens
   * @param chance decides to whom, where there are several
   */
  record Strike(Duration at, Duration length, Fault fault, int chance) {}

  private record Tempo(String repository, List<String> tags, int everyMillis) {}

  /** The plan that the seed chooses. */
  static ChaosPlan of(long seed, Duration length) {
    return of(seed, length, Fault.OF_PROCESSES, 1);
  }

  /** One in which no role ends, for hours if need be. */
  static ChaosPlan ofSoak(long seed, Duration length) {
    return of(seed, length, Fault.AROUND_ROLES, isLong(length) ? UNHURRIED : 1);
  }

  /** All kinds of faults that it has. */
  Set<Fault> kinds() {
    return strikes.stream().map(Strike::fault).collect(Collectors.toUnmodifiableSet());
  }

  private static boolean isLong(Duration length) {
    return length.compareTo(LONG) >= 0;
  }

  private static ChaosPlan of(long seed, Duration length, List<Fault> kinds, int pace) {
    Random random = new Random(seed);
    List<Push> pushes = new ArrayList<>();
    for (Tempo tempo : TEMPI) {
      pushes.addAll(
          pushes(
              new Tempo(tempo.repository(), tempo.tags(), pace * tempo.everyMillis()),
              length,
              random));
    }
    pushes.sort((one, other) -> one.at().compareTo(other.at()));
    List<Strike> strikes = new ArrayList<>();
    boolean brisk = length.compareTo(BRISK) < 0;
    strikes.addAll(strikes(kinds, brisk ? 500 : 1_500, brisk ? 800 : 1_500, length, random));
    strikes.addAll(strikes(Fault.OF_LINES, 500, 1_800, length, random));
    strikes.sort((one, other) -> one.at().compareTo(other.at()));
    return new ChaosPlan(seed, length, List.copyOf(pushes), List.copyOf(strikes));
  }

  private static List<Push> pushes(Tempo tempo, Duration length, Random random) {
    List<Push> pushes = new ArrayList<>();
    long at = random.nextInt(tempo.everyMillis());
    while (at < length.toMillis()) {
      pushes.add(
          new Push(
              Duration.ofMillis(at),
              tempo.repository(),
              tempo.tags().get(random.nextInt(tempo.tags().size())),
              random.nextInt(SampleImages.COUNT),
              delivery(random.nextInt(10)),
              random.nextBoolean()));
      at += tempo.everyMillis() / 2 + random.nextInt(tempo.everyMillis());
    }
    return pushes;
  }

  private static Delivery delivery(int chance) {
    return switch (chance) {
      case 0, 1 -> Delivery.TWICE;
      case 2, 3 -> Delivery.LATE;
      case 4 -> Delivery.LOST;
      default -> Delivery.ONCE;
    };
  }

  /** One after the other, each kind once before any comes again. */
  private static List<Strike> strikes(
      List<Fault> kinds, int shortest, int spread, Duration length, Random random) {
    List<Strike> strikes = new ArrayList<>();
    Deque<Fault> bag = new ArrayDeque<>();
    Duration at = BEFORE_THE_FIRST;
    while (at.compareTo(length) < 0) {
      if (bag.isEmpty()) {
        List<Fault> shuffled = new ArrayList<>(kinds);
        Collections.shuffle(shuffled, random);
        bag.addAll(shuffled);
      }
      Fault fault = bag.remove();
      boolean first = strikes.size() < kinds.size();
      boolean lasting =
          !first && isLong(length) && kinds.equals(Fault.OF_LINES) && random.nextInt(ONE_IN) == 0;
      int least = first && isLong(length) && FOR_A_MINUTE.contains(fault) ? MINUTE : shortest;
      Duration lasts = Duration.ofMillis(least + random.nextInt(lasting ? MINUTE : spread));
      strikes.add(new Strike(at, lasts, fault, random.nextInt(Integer.MAX_VALUE)));
      at = at.plus(lasts).plusMillis(200 + random.nextInt(600));
    }
    return strikes;
  }
}
