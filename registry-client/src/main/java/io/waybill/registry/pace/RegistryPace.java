package io.waybill.registry.pace;

import io.waybill.registry.RegistryLimits;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.RetryTable;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Registry;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * How hard one registry is pressed by this process. Each request to it has a {@link Turn}, each
 * blob in transit a place. Safe for many threads.
 */
public final class RegistryPace {
  private static final long BURST = 100_000_000;

  /** A transfer's own requests: its place is theirs. Whoever waits here may hold up nobody. */
  private static final Set<Operation> OF_TRANSFERS =
      EnumSet.of(
          Operation.BLOB_PULL,
          Operation.UPLOAD_OPEN,
          Operation.UPLOAD_WRITE,
          Operation.UPLOAD_CHECK,
          Operation.UPLOAD_COMMIT);

  /** A blob's place among those in transit. */
  public interface Place extends AutoCloseable {
    @Override
    void close();
  }

  private final Registry registry;
  private final RetryTable retries;
  private final PaceClock clock;
  private final Optional<Bucket> requests;
  private final List<Bandwidth> downloads;
  private final List<Bandwidth> uploads;
  private final RequestGate gate;
  private final Lull lull;
  private final QuotaWatch quota;
  private final AtomicLong served = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();

  /** The pace that the limits allow; how long refusals are waited for, the table says. */
  public RegistryPace(
      Registry registry, RegistryLimits limits, RetryTable retries, PaceClock clock) {
    this.registry = registry;
    this.retries = retries;
    this.clock = clock;
    this.requests = limits.requestsPerSecond().map(most -> new Bucket(most, BURST, clock));
    this.downloads = limits.bandwidth().map(most -> new Bandwidth(most, clock)).stream().toList();
    this.uploads = limits.bandwidth().map(most -> new Bandwidth(most, clock)).stream().toList();
    this.gate = new RequestGate(limits.maxConnections());
    this.lull = new Lull(retries.firstWait(), retries.longestWait(), clock);
    this.quota = new QuotaWatch(registry);
  }

  /** Whose pace it is. */
  public Registry registry() {
    return registry;
  }

  /**
   * Waits until one more request may be sent. A session that is cancelled makes the registry's life
   * easier, and waits for nothing.
   *
   * @param attempted what is tried, for the failure
   * @throws RegistryException where that would take longer than is waited inside a copy; says when
   */
  public Turn enter(Operation operation, String attempted)
      throws RegistryException, InterruptedException {
    if (operation == Operation.UPLOAD_CANCEL) {
      return Turn.FREE;
    }
    quota.require(operation, attempted);
    boolean placed = !OF_TRANSFERS.contains(operation);
    if (placed) {
      gate.enterRequest();
    }
    try {
      awaitLull(attempted);
      if (requests.isPresent()) {
        requests.get().take(1);
      }
      return new RequestTurn(operation, placed, clock.nanos());
    } catch (RegistryException | InterruptedException | RuntimeException failure) {
      if (placed) {
        gate.leaveRequest();
      }
      throw failure;
    }
  }

  /** Waits until one more blob may be in transit from the registry. */
  public Place enterDownload() throws InterruptedException {
    gate.enterDownload();
    return gate::leaveDownload;
  }

  /** Waits until one more blob may be in transit to the registry. */
  public Place enterUpload() throws InterruptedException {
    gate.enterUpload();
    return gate::leaveUpload;
  }

  /** Whether the registry is being left alone, so that whoever enters now waits anyway. */
  public boolean isLull() {
    return lull.left() > 0;
  }

  /** How many requests it has answered with something else than a refusal. */
  public long served() {
    return served.get();
  }

  /** What limits the bytes that come from the registry; empty where nothing does. */
  public List<Bandwidth> downloads() {
    return downloads;
  }

  /** What limits the bytes that go to the registry; empty where nothing does. */
  public List<Bandwidth> uploads() {
    return uploads;
  }

  /** How many images may still be pulled, as it said last; empty where it does not say. */
  public Optional<PullQuota> findQuota() {
    return quota.find();
  }

  /** The refusal in better words where it was for a quota that is used up. */
  public RegistryException explain(Operation operation, RegistryException failure) {
    return quota.explain(operation, failure);
  }

  /** How it stands now. */
  public PaceSnapshot snapshot() {
    return new PaceSnapshot(
        gate.inFlight(),
        gate.limit(),
        gate.waiting(),
        refusals.get(),
        Duration.ofNanos(Math.max(0, lull.left())),
        findQuota());
  }

  private void awaitLull(String attempted) throws RegistryException, InterruptedException {
    for (long left = lull.left(); left > 0; left = lull.left()) {
      if (left > retries.longestWait().toNanos()) {
        throw postponed(attempted, Duration.ofNanos(left));
      }
      clock.sleep(left);
    }
  }

  private RegistryException postponed(String attempted, Duration left) {
    int status = lull.status();
    return RegistryException.postponed(
        status == 429 ? FailureCode.RATE_LIMITED : FailureCode.REGISTRY_ERROR,
        attempted,
        "the registry "
            + registry
            + " answered "
            + status
            + " to another request and asked to be left alone; that lasts another "
            + Math.max(1, left.toSeconds())
            + " seconds",
        left);
  }

  private final class RequestTurn implements Turn {
    private final Operation operation;
    private final boolean placed;
    private final long sentAt;

    RequestTurn(Operation operation, boolean placed, long sentAt) {
      this.operation = operation;
      this.placed = placed;
      this.sentAt = sentAt;
    }

    @Override
    public void answered(
        int status, Optional<Duration> retryAfter, Function<String, Optional<String>> header) {
      quota.learn(header);
      boolean refused = status == 429 || status == 503;
      if (!refused) {
        served.incrementAndGet();
        lull.answered(sentAt);
        gate.widen();
        return;
      }
      refusals.incrementAndGet();
      if (status == 429 && quota.isExhausted(operation)) {
        // Nothing else is the worse for it, and no wait that is spent here would help.
        return;
      }
      if (lull.refused(status, retryAfter, sentAt)) {
        gate.narrow();
      }
    }

    @Override
    public void unreachable() {
      gate.narrow();
    }

    @Override
    public void close() {
      if (placed) {
        gate.leaveRequest();
      }
    }
  }
}
