package io.waybill.registry.prepare;

import io.waybill.registry.failures.Bearing;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.prepare.SpaceMaker.Making;
import io.waybill.registry.prepare.SpaceMaker.Verdict;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Repository;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is done about a target registry that lacks the project, repository, namespace or
 * organisation that a copy is for: it is said what to do, or it is made where that was chosen. Only
 * a target that says so itself is asked anything; of many who need the same, one makes it and the
 * others wait. Safe for many threads.
 */
public final class Preparation {
  /** Nothing is known of the registry. */
  public static final Preparation NONE = new Preparation(null, false, "");

  /** What was made may take a moment to be seen; together about 8 seconds. */
  private static final List<Duration> PAUSES =
      List.of(
          Duration.ZERO,
          Duration.ofMillis(250),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5));

  /** How often a new space may refuse who was late with a token. */
  private static final int REFUSALS = 3;

  private final @Nullable Supplier<SpaceMaker> makers;
  private volatile @Nullable SpaceMaker maker;
  private final boolean chosen;
  private final String option;
  private final Map<Space, SpaceTurn> turns = new ConcurrentHashMap<>();

  private Preparation(@Nullable Supplier<SpaceMaker> makers, boolean chosen, String option) {
    this.makers = makers;
    this.chosen = chosen;
    this.option = option;
  }

  /**
   * What is missing is made.
   *
   * @param maker who knows how; asked for at the first refusal
   */
  public static Preparation made(Supplier<SpaceMaker> maker) {
    return new Preparation(maker, true, "");
  }

  /**
   * What is missing is only told.
   *
   * @param maker who knows how; asked for at the first refusal
   * @param option how to have it made, as the rest of a sentence: {@code say --prepare}
   */
  public static Preparation told(Supplier<SpaceMaker> maker, String option) {
    return new Preparation(maker, false, option);
  }

  /** Something that a target may refuse, and that can be tried again. */
  @FunctionalInterface
  public interface Call<T> {
    /** Tries it. */
    T run() throws RegistryException;
  }

  /**
   * Calls the target, and again where it lacked what was made then.
   *
   * @param repository what the call is about
   * @param writes whether it is to change something: what is surely missing is made only then, for
   *     who looks is answered by its being missing
   * @param call sends the request
   * @param forget throws away what allowed nothing, because there was nothing
   */
  public <T> T call(Repository repository, boolean writes, Call<T> call, Runnable forget)
      throws RegistryException {
    RegistryException refusal;
    try {
      return call.run();
    } catch (RegistryException failure) {
      refusal = failure;
    }
    SpaceMaker known = findMaker();
    Optional<Space> needed = known == null ? Optional.empty() : known.findSpace(repository);
    if (known == null || needed.isEmpty()) {
      throw refusal;
    }
    Space space = needed.get();
    Verdict verdict = known.judge(refusal);
    if (verdict == Verdict.UNCONCERNED && isNew(space) && isRefused(refusal)) {
      // The token is of before somebody else had it made.
      return callAgain(known, call, forget);
    }
    if (verdict == Verdict.UNCONCERNED || (verdict == Verdict.MISSING && !writes)) {
      throw refusal;
    }
    if (!chosen) {
      throw told(known, space, verdict, refusal);
    }
    Making making = make(known, space, verdict, refusal);
    if (making == Making.WAS_THERE && verdict == Verdict.PERHAPS_MISSING) {
      throw refusal.withRemark("The " + space + " is there, perhaps as somebody else's.");
    }
    return callAgain(known, call, forget);
  }

  private boolean isNew(Space space) {
    SpaceTurn turn = turns.get(space);
    return turn != null && turn.isNew();
  }

  private static boolean isRefused(RegistryException failure) {
    return failure.hasStatus(401) || failure.hasStatus(403);
  }

  private @Nullable SpaceMaker findMaker() {
    SpaceMaker known = maker;
    if (known == null && makers != null) {
      known = makers.get();
      maker = known;
    }
    return known;
  }

  private static <T> T callAgain(SpaceMaker known, Call<T> call, Runnable forget)
      throws RegistryException {
    for (int tries = 0; ; tries++) {
      pause(PAUSES.get(tries));
      forget.run();
      try {
        return call.run();
      } catch (RegistryException failure) {
        boolean unconcerned = known.judge(failure) == Verdict.UNCONCERNED;
        // A token that was asked for before may arrive after all were thrown away.
        boolean hopeful = isRefused(failure) && tries < REFUSALS;
        if (tries + 1 == PAUSES.size() || (unconcerned && !hopeful)) {
          throw failure;
        }
      }
    }
  }

  private Making make(SpaceMaker known, Space space, Verdict verdict, RegistryException refusal)
      throws RegistryException {
    turns.values().removeIf(SpaceTurn::isOver);
    try {
      return turns.computeIfAbsent(space, any -> new SpaceTurn()).take(() -> known.make(space));
    } catch (RegistryException failure) {
      if (failure.code() == FailureCode.CANCELLED
          || (verdict == Verdict.MISSING && isPassing(failure))) {
        throw failure.asSpent();
      }
      throw notMade(known, space, verdict, refusal, failure);
    }
  }

  /** Whether the provider may make it another time: it was not there to ask, or was too busy. */
  private static boolean isPassing(RegistryException failure) {
    return failure.code() == FailureCode.RATE_LIMITED
        || Bearing.of(failure) == Bearing.UNREACHABLE
        || Bearing.of(failure) == Bearing.FAILING;
  }

  private RegistryException told(
      SpaceMaker known, Space space, Verdict verdict, RegistryException refusal) {
    if (verdict == Verdict.PERHAPS_MISSING) {
      return refusal.withRemark(
          "It says the same where the %s is missing: if it is, make it (%s), or %s."
              .formatted(space, known.byHand(space), option));
    }
    return refusal
        .withCode(FailureCode.TARGET_REPOSITORY_MISSING)
        .withRemark("The " + space + " is missing there.")
        .withHint("Make it (" + known.byHand(space) + "), or " + option + ".");
  }

  private static RegistryException notMade(
      SpaceMaker known,
      Space space,
      Verdict verdict,
      RegistryException refusal,
      RegistryException why) {
    if (verdict == Verdict.PERHAPS_MISSING) {
      return refusal.withRemark(
          "Perhaps the %s is missing, which could not be made either: %s"
              .formatted(space, why.getMessage()));
    }
    return refusal
        .withCode(FailureCode.TARGET_REPOSITORY_MISSING)
        .withRemark(
            "The %s is missing there, and it could not be made: %s"
                .formatted(space, why.getMessage()))
        .withHint(
            "Give the account the right to make it, or make it yourself ("
                + known.byHand(space)
                + ").");
  }

  private static void pause(Duration time) throws RegistryException {
    try {
      Thread.sleep(time);
    } catch (InterruptedException stopped) {
      throw SpaceTurn.stopped(stopped);
    }
  }
}
