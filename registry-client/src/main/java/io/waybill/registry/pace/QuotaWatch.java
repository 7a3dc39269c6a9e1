package io.waybill.registry.pace;

import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.units.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what a registry says of its pull quota, and pulls nothing where nothing is left: a refused
 * pull gains nobody anything. Each HEAD brings news of it for nothing. Safe for many threads.
 */
final class QuotaWatch {
  private static final Logger log = LoggerFactory.getLogger(QuotaWatch.class);

  /** What was said longer ago may have been raised meanwhile, by a login or a plan. */
  private static final Duration BELIEVED = Duration.ofMinutes(5);

  private static final String HINT =
      "It is tried again when the quota's window ends. Log in to the registry (username and"
          + " password), or use an account with a higher pull limit.";

  private final Registry registry;
  private final AtomicReference<@Nullable PullQuota> last = new AtomicReference<>();

  /** Until when what was said last holds, whoever sets the clock. */
  private volatile Deadline believed = Deadline.in(Duration.ZERO);

  private final AtomicBoolean warned = new AtomicBoolean();

  QuotaWatch(Registry registry) {
    this.registry = registry;
  }

  Optional<PullQuota> find() {
    return Optional.ofNullable(last.get());
  }

  /** Takes note of an answer's headers. */
  void learn(Function<String, Optional<String>> header) {
    Optional<String> remaining = header.apply("ratelimit-remaining");
    if (remaining.isEmpty()) {
      return;
    }
    PullQuota.parse(
            header.apply("ratelimit-limit").orElse(remaining.get()),
            remaining.get(),
            header.apply("docker-ratelimit-source"),
            Instant.now())
        .ifPresent(this::keep);
  }

  /** Whether a refusal of this was for the quota. */
  boolean isExhausted(Operation operation) {
    PullQuota known = last.get();
    return operation == Operation.MANIFEST_PULL && known != null && known.remaining() == 0;
  }

  /** Pulls no manifest where that cannot work. */
  void require(Operation operation, String attempted) throws RegistryException {
    PullQuota known = last.get();
    if (known != null && isExhausted(operation) && isBelieved(known)) {
      throw exhausted(attempted, known);
    }
  }

  private boolean isBelieved(PullQuota known) {
    return !believed.isOver() && Instant.now().isBefore(known.endsBy());
  }

  /** The refusal in better words where it was for the quota. */
  RegistryException explain(Operation operation, RegistryException failure) {
    PullQuota known = last.get();
    return known != null && isExhausted(operation) && failure.hasStatus(429)
        ? failure.withHint(HINT).withRetryAfter(left(known)).asSpent()
        : failure;
  }

  private void keep(PullQuota said) {
    believed = Deadline.in(BELIEVED);
    PullQuota kept = last.updateAndGet(before -> before == null ? said : said.after(before));
    if (kept == null || !kept.isLow()) {
      warned.set(false);
    } else if (warned.compareAndSet(false, true)) {
      log.warn(
          "Registry {} lets {} of {} images be pulled until {} at the latest; log in or raise the"
              + " account's limit",
          registry,
          kept.remaining(),
          kept.limit(),
          kept.endsBy().truncatedTo(ChronoUnit.SECONDS));
    }
  }

  private RegistryException exhausted(String attempted, PullQuota known) {
    return RegistryException.postponed(
            FailureCode.RATE_LIMITED,
            attempted,
            "the registry "
                + registry
                + " lets "
                + known.limit()
                + " images be pulled in "
                + known.window().toMinutes()
                + " minutes, and none is left until "
                + known.endsBy().truncatedTo(ChronoUnit.SECONDS)
                + " at the latest",
            left(known))
        .withHint(HINT);
  }

  private static Duration left(PullQuota known) {
    Duration left = Duration.between(Instant.now(), known.endsBy());
    return left.isNegative() ? Duration.ZERO : left;
  }
}
