package io.waybill.worker.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.waybill.chassis.metrics.MetricSpec;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.pace.PaceSnapshot;
import io.waybill.registry.protocol.RequestListener;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.Transfer;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.Trigger;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The worker's metrics. The names and tags are public API ({@link WorkerMetricSpecs}); times are in
 * seconds. Safe for many threads.
 */
public final class WorkerMetrics implements RequestListener {
  private static final String OUTCOME = "outcome";
  private static final String REGION = "region";
  private static final String LANE = "lane";
  private static final String REGISTRY = "registry";

  private final MeterRegistry registry;
  private final Counter planned;
  private final Counter refused;
  private final Counter deadLetters;
  private final Counter dropped;
  private final AtomicLong plannerLag = new AtomicLong();
  private final RuleLabels rules = new RuleLabels();

  /** Looked up once: the registry's own look-up sorts tags, and bytes come every 128 KiB. */
  private final Map<Registry, Counter> copied = new ConcurrentHashMap<>();

  /** The same for requests, of which a copy makes dozens. */
  private final Map<Answer, Timer> requests = new ConcurrentHashMap<>();

  /** Kept, because a function counter does not hold on to what it counts. */
  private final List<Supplier<Optional<PaceSnapshot>>> watchedRegistries =
      new CopyOnWriteArrayList<>();

  /** Kept for the same reason. */
  private final List<LongSupplier> watchedOpenings = new CopyOnWriteArrayList<>();

  private record Answer(Registry registry, String status) {}

  /** Metrics that are kept in this registry. */
  public WorkerMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.planned = registry.counter(WorkerMetricSpecs.TASKS_PLANNED, "result", "planned");
    this.refused = registry.counter(WorkerMetricSpecs.TASKS_PLANNED, "result", "refused");
    this.deadLetters = registry.counter(WorkerMetricSpecs.DEAD_LETTERS);
    this.dropped = registry.counter(WorkerMetricSpecs.TASKS_DROPPED);
    Gauge.builder(WorkerMetricSpecs.PLANNER_LAG, plannerLag, AtomicLong::get).register(registry);
  }

  /** What a worker publishes besides what every role does. */
  public static List<MetricSpec> specs() {
    return WorkerMetricSpecs.ALL;
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

  /** An attempt at the task began after it had waited in the queue. */
  public void started(SyncTask task, Duration waited) {
    registry
        .timer(WorkerMetricSpecs.QUEUE_WAIT, REGION, task.region().name(), LANE, name(task.lane()))
        .record(waited);
  }

  /** A target took bytes of a blob. */
  public void copied(Registry target, long bytes) {
    copied
        .computeIfAbsent(
            target,
            name ->
                Counter.builder(WorkerMetricSpecs.BYTES_COPIED)
                    .baseUnit("bytes")
                    .tag(REGISTRY, name.toString())
                    .register(registry))
        .increment((double) bytes);
  }

  /** Something failed in an attempt, and is tried again: by it, or by a later one. */
  public void retried(FailureCode code, boolean later) {
    registry
        .counter(WorkerMetricSpecs.RETRIES, "code", code.name(), "when", later ? "later" : "now")
        .increment();
  }

  /** An attempt at the task ended. */
  public void ended(SyncTask task, AttemptEnded ended) {
    String outcome = name(ended.outcome());
    registry
        .counter(
            WorkerMetricSpecs.ATTEMPTS,
            OUTCOME,
            outcome,
            "code",
            ended.failure() == null ? "none" : ended.failure().code().name(),
            "source",
            task.source().repository().registry().toString(),
            "target",
            task.target().repository().registry().toString())
        .increment();
    Duration took = Duration.between(ended.startedAt(), ended.at());
    registry.timer(WorkerMetricSpecs.ATTEMPT_TIME, OUTCOME, outcome).record(took);
    phases(ended.phases());
    bytes(task, ended.transfer());
    if (ended.outcome() == AttemptOutcome.COPIED && task.trigger() == Trigger.EVENT) {
      // Clocks of two machines differ.
      Duration sincePush = Duration.between(task.occurredAt(), ended.at());
      registry
          .timer(
              WorkerMetricSpecs.PUSH_TO_PRESENT,
              "rule",
              rules.of(task.ruleName()),
              REGION,
              task.region().name())
          .record(sincePush.isNegative() ? Duration.ZERO : sincePush);
    }
  }

  private void phases(Phases phases) {
    phase("resolve", phases.resolveMs());
    phase("check", phases.checkMs());
    phase("transfer", phases.transferMs());
    phase("put", phases.putMs());
    phase("verify", phases.verifyMs());
  }

  private void phase(String phase, long millis) {
    registry
        .timer(WorkerMetricSpecs.PHASE_TIME, "phase", phase)
        .record(Duration.ofMillis(Math.max(0, millis)));
  }

  private void bytes(SyncTask task, Transfer transfer) {
    bytes(
        WorkerMetricSpecs.BYTES_READ,
        (double) transfer.bytesRead(),
        REGISTRY,
        task.source().repository().registry().toString());
    String target = task.target().repository().registry().toString();
    bytes(
        WorkerMetricSpecs.BYTES_SPARED,
        (double) transfer.bytesSkipped(),
        REGISTRY,
        target,
        "how",
        "present");
    bytes(
        WorkerMetricSpecs.BYTES_SPARED,
        (double) transfer.bytesMounted(),
        REGISTRY,
        target,
        "how",
        "mounted");
  }

  private void bytes(String metric, double bytes, String... tags) {
    Counter.builder(metric).baseUnit("bytes").tags(tags).register(registry).increment(bytes);
  }

  /** How far behind the planner is. */
  public void plannerLag(long events) {
    plannerLag.set(events);
  }

  /** Watches the slots of a queue. */
  public void watchSlots(Region region, Lane lane, IntSupplier slots, IntSupplier busy) {
    Gauge.builder(WorkerMetricSpecs.SLOTS, slots::getAsInt)
        .tags(REGION, region.name(), LANE, name(lane))
        .register(registry);
    Gauge.builder(WorkerMetricSpecs.SLOTS_BUSY, busy::getAsInt)
        .tags(REGION, region.name(), LANE, name(lane))
        .register(registry);
  }

  /** Watches whether tasks of a queue wait for their registries. */
  public void watchParking(Region region, Lane lane, BooleanSupplier parked) {
    Gauge.builder(WorkerMetricSpecs.LANES_PARKED, () -> parked.getAsBoolean() ? 1 : 0)
        .tags(REGION, region.name(), LANE, name(lane))
        .register(registry);
  }

  /** Watches whether a registry is used. */
  public void watchCircuit(Registry name, IntSupplier state, LongSupplier openings) {
    Gauge.builder(WorkerMetricSpecs.CIRCUIT_STATE, state::getAsInt)
        .tag(REGISTRY, name.toString())
        .register(registry);
    watchedOpenings.add(openings);
    FunctionCounter.builder(
            WorkerMetricSpecs.CIRCUIT_OPENINGS, openings, now -> (double) now.getAsLong())
        .tag(REGISTRY, name.toString())
        .register(registry);
  }

  @Override
  public Sent sending(Registry asked, Operation operation, String method) {
    long sent = System.nanoTime();
    return new Sent() {
      @Override
      public void answered(int status) {
        request(new Answer(asked, Integer.toString(status)), System.nanoTime() - sent);
      }

      @Override
      public void unanswered(IOException fault) {
        request(new Answer(asked, "none"), System.nanoTime() - sent);
      }
    };
  }

  private void request(Answer answer, long nanos) {
    requests
        .computeIfAbsent(
            answer,
            key ->
                registry.timer(
                    WorkerMetricSpecs.REGISTRY_REQUESTS,
                    REGISTRY,
                    key.registry().toString(),
                    "status",
                    key.status()))
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Watches how hard a registry is pressed; nothing is pressed that was never asked for anything.
   */
  public void watchRegistry(Registry name, Supplier<Optional<PaceSnapshot>> pace) {
    watchedRegistries.add(pace);
    gauge(WorkerMetricSpecs.REGISTRY_IN_FLIGHT, name, pace, PaceSnapshot::inFlight)
        .register(registry);
    gauge(WorkerMetricSpecs.REGISTRY_LIMIT, name, pace, PaceSnapshot::limit).register(registry);
    gauge(WorkerMetricSpecs.REGISTRY_WAITING, name, pace, PaceSnapshot::waiting).register(registry);
    gauge(WorkerMetricSpecs.REGISTRY_PAUSE, name, pace, now -> now.lull().toMillis() / 1e3)
        .baseUnit("seconds")
        .register(registry);
    gauge(
            WorkerMetricSpecs.REGISTRY_PULLS,
            name,
            pace,
            now -> now.quota().map(quota -> (double) quota.remaining()).orElse(Double.NaN))
        .register(registry);
    FunctionCounter.builder(
            WorkerMetricSpecs.REGISTRY_REFUSALS,
            pace,
            now -> now.get().map(PaceSnapshot::refusals).orElse(0L).doubleValue())
        .tag(REGISTRY, name.toString())
        .register(registry);
  }

  private static Gauge.Builder<Supplier<Number>> gauge(
      String metric,
      Registry name,
      Supplier<Optional<PaceSnapshot>> pace,
      ToDoubleFunction<PaceSnapshot> value) {
    Supplier<Number> now = () -> pace.get().map(value::applyAsDouble).orElse(Double.NaN);
    return Gauge.builder(metric, now).tag(REGISTRY, name.toString());
  }

  private static String name(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
