package io.waybill.registry.failures;

import io.waybill.schemas.failures.FailureCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What is tried again inside the engine, how often and after how long, in one place.
 *
 * <p>Only short waits: what a registry wants to be left alone for longer than {@code longestWait}
 * is given back to the caller, who has a scheduler. A failure that was tried here as often as it
 * may be is marked as spent ({@link RegistryException#isSpent}), so that layers do not multiply.
 *
 * @param firstWait the wait before the second try; doubles with each further one, with jitter
 * @param longestWait the longest wait that is spent here
 */
public record RetryTable(Duration firstWait, Duration longestWait) {
  /** 200 ms, then doubling; at most 10 s. */
  public static final RetryTable DEFAULT =
      new RetryTable(Duration.ofMillis(200), Duration.ofSeconds(10));

  /** How often something is tried in all, by what went wrong; 1 = never again. */
  private static int triesFor(FailureCode code) {
    return switch (code) {
      case NETWORK -> 4;
      case REGISTRY_ERROR -> 4;
      // Others wait with it, and let it in again when the registry has room.
      case RATE_LIMITED -> 8;
      case TIMEOUT -> 2;
      case DIGEST_MISMATCH -> 2;
      default -> 1;
    };
  }

  /**
   * How often something long is gone on with that comes no further, by what went wrong: more often
   * than it is begun, for to give up loses what was moved.
   */
  private static int resumesFor(FailureCode code) {
    return switch (code) {
      case NETWORK, REGISTRY_ERROR, RATE_LIMITED, TIMEOUT -> 8;
      default -> 1;
    };
  }

  /**
   * How long to wait before the next try.
   *
   * @param failure what went wrong
   * @param tries how often it was tried so far, at least 1
   * @return the wait, or empty where there is to be no further try
   */
  public Optional<Duration> findWait(RegistryException failure, int tries) {
    return findWait(failure, tries, triesFor(failure.code()));
  }

  /**
   * How long to wait before a transfer that broke goes on.
   *
   * @param failure what went wrong
   * @param tries how often it was tried since it last came further, at least 1
   * @return the wait, or empty where there is to be no further try
   */
  public Optional<Duration> findResumeWait(RegistryException failure, int tries) {
    return findWait(failure, tries, resumesFor(failure.code()));
  }

  private Optional<Duration> findWait(RegistryException failure, int tries, int most) {
    if (failure.isSpent() || tries >= most) {
      return Optional.empty();
    }
    Optional<Duration> asked = failure.answer().flatMap(RegistryAnswer::retryAfter);
    if (asked.isPresent()) {
      return asked.filter(wait -> wait.compareTo(longestWait) <= 0);
    }
    if (isHopeless(failure)) {
      return Optional.empty();
    }
    long backoff = firstWait.toMillis() << Math.min(tries - 1, 10);
    long jittered = backoff / 2 + ThreadLocalRandom.current().nextLong(backoff / 2 + 1);
    return Optional.of(Duration.ofMillis(Math.min(jittered, longestWait.toMillis())));
  }

  /** A registry error that is an answer below 500 is no passing weakness, but a plain no. */
  private static boolean isHopeless(RegistryException failure) {
    return failure.code() == FailureCode.REGISTRY_ERROR
        && failure
            .answer()
            .filter(answer -> answer.status() < 500 && !isAboutUpload(answer))
            .isPresent();
  }

  /** What is wrong is what was done before: a session is lost, or is somewhere else. */
  private static boolean isAboutUpload(RegistryAnswer answer) {
    boolean aboutContent =
        answer.has("MANIFEST_BLOB_UNKNOWN")
            || answer.has("BLOB_UNKNOWN")
            || answer.has("MANIFEST_UNKNOWN");
    return (answer.status() == 404 && !aboutContent)
        || answer.status() == 416
        || answer.has("BLOB_UPLOAD_UNKNOWN")
        || answer.has("BLOB_UPLOAD_INVALID");
  }
}
