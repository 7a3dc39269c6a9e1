package io.waybill.worker.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.waybill.registry.pace.PaceSnapshot;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.tasks.Lane;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The worker's metrics. The names and tags are public API; times are in seconds. */
public final class WorkerMetrics {
  /** Events planned into tasks. Tag {@code result}: planned, refused. Counts tasks. */
  public static final String TASKS_PLANNED = "waybill.tasks.planned";

  /**
   * Attempts that ended. Tags: {@code outcome} (as in history: copied, already-present, ...) and
   * {@code code} (the failure code, or none).
   */
  public static final String ATTEMPTS = "waybill.attempts";

  /** How long attempts took. Tag {@code outcome}. */
  public static final String ATTEMPT_TIME = "waybill.attempt.duration";

  /** How long tasks waited in the queue before an attempt. Tag {@code lane}. */
  public static final String QUEUE_WAIT = "waybill.queue.wait";

  /** From the push (by the sender's clock) to the image being in the target. */
  public static final String PUSH_TO_PRESENT = "waybill.push.to.present";

  /** Bytes that targets accepted. */
  public static final String BYTES_COPIED = "waybill.copied";

  /** Slots that have a task. Tags {@code region}, {@code lane}. */
  public static final String SLOTS_BUSY = "waybill.slots.busy";

  /**
   * Slots that there are; more are started when all are busy. Tags {@code region}, {@code lane}.
   */
  public static final String SLOTS = "waybill.slots";

  /** Events that this worker's planner has not read yet, in the partitions it has. */
  public static final String PLANNER_LAG = "waybill.planner.lag";

  /** Records set aside because nothing could be done with them. */
  public static final String DEAD_LETTERS = "waybill.dead.letters";

  /** Tasks that were taken from a queue and dropped, because somebody had cancelled them. */
  public static final String TASKS_DROPPED = "waybill.tasks.dropped";

  /** Requests without an answer, and blobs in transit. Tag {@code registry}. */
  public static final String REGISTRY_IN_FLIGHT = "waybill.registry.requests.inflight";

  /** How many of them there may be, as its answers have taught. Tag {@code registry}. */
  public static final String REGISTRY_LIMIT = "waybill.registry.requests.limit";

  /** How many more there would be. Tag {@code registry}. */
  public static final String REGISTRY_WAITING = "waybill.registry.requests.waiting";

  /** How often a registry said that it has enough (429, 503). Tag {@code registry}. */
  public static final String REGISTRY_REFUSALS = "waybill.registry.refusals";

  /** For how long a registry is still left alone, in seconds. Tag {@code registry}. */
  public static final String REGISTRY_PAUSE = "waybill.registry.pause";

  /** Images that may still be pulled (Docker Hub); not a number where it is not said. */
  public static final String REGISTRY_PULLS = "waybill.registry.pulls.remaining";

  /**
   * Whether a registry is used (0), tried by one task (1) or left alone (2). Tag {@code registry}.
   */
  public static final String CIRCUIT_STATE = "waybill.circuit.state";

  /** How often a registry began to be left alone. Tag {@code registry}. */
  public static final String CIRCUIT_OPENINGS = "waybill.circuit.openings";

  /**
   * Whether a queue is left as it is, because all registries of its region are left alone: 1 or 0.
   * Tags {@code region}, {@code lane}.
   */
  public static final String LANES_PARKED = "waybill.lanes.parked";

  private static final String OUTCOME = "outcome";

  private final MeterRegistry registry;
  private final Counter planned;
  private final Counter refused;
  private final Counter bytes;
  private final Counter deadLetters;
  private final Counter dropped;
  private final Timer pushToPresent;
  private final AtomicLong plannerLag = new AtomicLong();

  /** Kept, because a function counter does not hold on to what it counts. */
  private final List<Supplier<Optional<PaceSnapshot>>> watchedRegistries =
      new CopyOnWriteArrayList<>();

  /** Kept for the same reason. */
  private final List<LongSupplier> watchedOpenings = new CopyOnWriteArrayList<>();

  /** Metrics that are kept in this registry. */
  public WorkerMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.planned = registry.counter(TASKS_PLANNED, "result", "planned");
    this.refused = registry.counter(TASKS_PLANNED, "result", "refused");
    this.bytes = Counter.builder(BYTES_COPIED).baseUnit("bytes").register(registry);
    this.deadLetters = registry.counter(DEAD_LETTERS);
    this.dropped = registry.counter(TASKS_DROPPED);
    this.pushToPresent =
        Timer.builder(PUSH_TO_PRESENT).publishPercentileHistogram().register(registry);
    Gauge.builder(PLANNER_LAG, plannerLag, AtomicLong::get).register(registry);
  }

  /** Tasks came of an event. */
  public void planned(int tasks, int refusedTasks) {
    planned.increment(tasks);
    refused.increment(refusedTasks);
  }

  /** Something was set aside. */
  public void deadLetter() {
    deadLetters.increment();
  }

  /** A task that was cancelled while it was in the queue was taken out of it. */
  public void dropped() {
    dropped.increment();
  }

  /** An attempt began after the task had waited in the queue. */
  public void started(Lane lane, Duration waited) {
    registry.timer(QUEUE_WAIT, "lane", name(lane)).record(waited);
  }

  /** An attempt ended. */
  public void ended(
      AttemptOutcome outcome, @Nullable Failure failure, Duration took, long bytesWritten) {
    String code = failure == null ? "none" : failure.code().name();
    registry.counter(ATTEMPTS, OUTCOME, name(outcome), "code", code).increment();
    registry.timer(ATTEMPT_TIME, OUTCOME, name(outcome)).record(took);
    bytes.increment((double) bytesWritten);
  }

  /** A pushed image is in its target. */
  public void present(Duration sincePush) {
    pushToPresent.record(sincePush);
  }

  /** How far behind the planner is. */
  public void plannerLag(long events) {
    plannerLag.set(events);
  }

  /** Watches the slots of a queue. */
  public void watchSlots(Region region, Lane lane, IntSupplier slots, IntSupplier busy) {
    Gauge.builder(SLOTS, slots::getAsInt)
        .tags("region", region.name(), "lane", name(lane))
        .register(registry);
    Gauge.builder(SLOTS_BUSY, busy::getAsInt)
        .tags("region", region.name(), "lane", name(lane))
        .register(registry);
  }

  /** Watches whether tasks of a queue wait for their registries. */
  public void watchParking(Region region, Lane lane, BooleanSupplier parked) {
    Gauge.builder(LANES_PARKED, () -> parked.getAsBoolean() ? 1 : 0)
        .tags("region", region.name(), "lane", name(lane))
        .register(registry);
  }

  /** Watches whether a registry is used. */
  public void watchCircuit(Registry name, IntSupplier state, LongSupplier openings) {
    Gauge.builder(CIRCUIT_STATE, state::getAsInt)
        .tag("registry", name.toString())
        .register(registry);
    watchedOpenings.add(openings);
    FunctionCounter.builder(CIRCUIT_OPENINGS, openings, now -> (double) now.getAsLong())
        .tag("registry", name.toString())
        .register(registry);
  }

  /**
   * Watches how hard a registry is pressed; nothing is pressed that was never asked for anything.
   */
  public void watchRegistry(Registry name, Supplier<Optional<PaceSnapshot>> pace) {
    watchedRegistries.add(pace);
    gauge(REGISTRY_IN_FLIGHT, name, pace, PaceSnapshot::inFlight).register(registry);
    gauge(REGISTRY_LIMIT, name, pace, PaceSnapshot::limit).register(registry);
    gauge(REGISTRY_WAITING, name, pace, PaceSnapshot::waiting).register(registry);
    gauge(REGISTRY_PAUSE, name, pace, now -> now.lull().toMillis() / 1e3)
        .baseUnit("seconds")
        .register(registry);
    gauge(
            REGISTRY_PULLS,
            name,
            pace,
            now -> now.quota().map(quota -> (double) quota.remaining()).orElse(Double.NaN))
        .register(registry);
    FunctionCounter.builder(
            REGISTRY_REFUSALS,
            pace,
            now -> now.get().map(PaceSnapshot::refusals).orElse(0L).doubleValue())
        .tag("registry", name.toString())
        .register(registry);
  }

  private static Gauge.Builder<Supplier<Number>> gauge(
      String metric,
      Registry name,
      Supplier<Optional<PaceSnapshot>> pace,
      ToDoubleFunction<PaceSnapshot> value) {
    Supplier<Number> now = () -> pace.get().map(value::applyAsDouble).orElse(Double.NaN);
    return Gauge.builder(metric, now).tag("registry", name.toString());
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
