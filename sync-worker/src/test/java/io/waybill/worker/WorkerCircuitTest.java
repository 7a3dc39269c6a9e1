package io.waybill.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.CircuitConfig;
import io.waybill.chassis.config.RegistryConfig;
import io.waybill.chassis.config.RetryConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.config.WorkerConfig;
import io.waybill.chassis.life.StartException;
import io.waybill.embedded.EmbeddedKafka;
import io.waybill.registry.copy.CopyFailure;
import io.waybill.registry.copy.CopyListener;
import io.waybill.registry.copy.CopyOutcome;
import io.waybill.registry.copy.CopyReport;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.AttemptStarted;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskDraft;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.units.TimeSpan;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Registries that die, come back, or come and go, before a worker on Kafka's own broker. */
@ExtendWith(SharedKafka.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkerCircuitTest {
  private static final Registry HERE = Registry.of("here");
  private static final Registry ALIVE = Registry.of("alive");
  private static final Region ELSEWHERE = Region.of("circuit-elsewhere");
  private static final int ATTEMPTS = 40;

  /** One for each registry that dies; the name is that of its region, too. */
  private final Map<String, Door> doors =
      Map.of("alone", new Door(), "beside", new Door(), "source", new Door(), "poor", new Door());

  private final Map<Registry, AtomicInteger> atWork = new ConcurrentHashMap<>();
  private final Map<Registry, AtomicInteger> mostAtWork = new ConcurrentHashMap<>();
  private final Set<TaskId> stumbled = ConcurrentHashMap.newKeySet();
  private final Set<TaskId> tried = ConcurrentHashMap.newKeySet();
  private final Set<AttemptId> requeued = new HashSet<>();
  private final Kafka kafka;
  private final Worker worker;

  /** Whether copies to the poor registry succeed, which answers in any case. */
  private volatile boolean poorIsWell;

  WorkerCircuitTest(EmbeddedKafka broker) throws StartException {
    kafka = new Kafka(broker.bootstrapServers());
    worker = Worker.start(config(broker.bootstrapServers()), parts -> this::copy);
  }

  @AfterAll
  void stop() {
    worker.close();
    kafka.close();
    doors.values().forEach(Door::close);
  }

  @Test
  void theTasksOfADeadRegionWaitInKafkaAndAllArriveWhenItAnswers() throws Exception {
    Region region = Region.of("circuit-alone");
    List<SyncTask> tasks = publish(20, "here/dead/app", "alone/dead/app", region);
    await(() -> metric("waybill_lanes_parked", "lane=\"swift\"", "region=\"circuit-alone\"") == 1);
    assertThat(metric("waybill_circuit_state", "registry=\"alone\"")).isEqualTo(2);
    assertThat(metric("waybill_circuit_openings_total", "registry=\"alone\"")).isEqualTo(1);

    List<SyncTask> others = publish(10, "here/other/app", "alive/other/app", ELSEWHERE);
    awaitDone(others);

    int looks = door("alone").looks();
    await(() -> door("alone").looks() > looks + 2);
    assertThat(begun(tasks)).as("tasks that were taken from the queue at all").hasSizeLessThan(10);

    door("alone").open();
    awaitDone(tasks);
    assertThat(outcomes(tasks)).doesNotContain(AttemptOutcome.LOST, AttemptOutcome.FAILED);
    await(() -> metric("waybill_lanes_parked", "lane=\"swift\"", "region=\"circuit-alone\"") == 0);
    assertThat(metric("waybill_circuit_state", "registry=\"alone\"")).isZero();
  }

  @Test
  void besideADeadRegistryOthersPassAndWhatWaitsForItUsesUpNoAttempts() throws Exception {
    publish(5, "here/first/app", "beside/first/app", ELSEWHERE);
    await(() -> metric("waybill_circuit_state", "registry=\"beside\"") == 2);
    // It has waited for long: as often as a task would not be tried.
    SyncTask late =
        task("here/late/app:v1", "beside/late/app:v1", ELSEWHERE).requeued(Instant.now(), 100, 100);
    kafka.publish(Topics.tasks(ELSEWHERE, Lane.SWIFT), Messages.of(late));
    awaitDone(publish(5, "here/passing/app", "alive/passing/app", ELSEWHERE));

    await(() -> ended(late).size() > 3);

    assertThat(tried).as("what touched the network").doesNotContain(late.id());
    assertThat(ended(late))
        .allSatisfy(
            end -> {
              assertThat(end.outcome()).isEqualTo(AttemptOutcome.RETRY_AT);
              assertThat(Kafka.failureOf(end).code()).isEqualTo(FailureCode.REGISTRY_DOWN);
              assertThat(end.retryAt()).isAfterOrEqualTo(end.at());
            });
    assertThat(Kafka.failureOf(ended(late).getFirst()).reason())
        .contains("the registry beside (of beside/late/app:v1)")
        .contains("it has failed since ")
        .contains("looked at again at ")
        // The newest of what failed: a task's own words, or those of the look after it.
        .containsAnyOf("nobody is there", "the registry answered 500");
    door("beside").open();
    // It fails once more before it succeeds: a task that had used up its attempts would be over.
    awaitDone(List.of(late));
    assertThat(stumbled).contains(late.id());
  }

  @Test
  void whatNeedsADeadSourceIsPutOffAndTheTargetsOtherTasksPass() throws Exception {
    List<SyncTask> tasks = publish(8, "source/dead/app", "alive/from-source/app", ELSEWHERE);
    await(() -> metric("waybill_circuit_state", "registry=\"source\"") == 2);

    awaitDone(publish(5, "here/still/app", "alive/still/app", ELSEWHERE));

    door("source").open();
    awaitDone(tasks);
  }

  @Test
  void aRegistryThatAnswersButFailsIsTriedByOneTaskAtATime() throws Exception {
    door("poor").open();
    List<SyncTask> tasks = publish(12, "here/poor/app", "poor/poor/app", Region.of("circuit-poor"));
    await(() -> metric("waybill_circuit_openings_total", "registry=\"poor\"") >= 1);
    Registry poor = Registry.of("poor");
    // What ran when it opened ends within an instant.
    await(() -> counter(atWork, poor).get() == 0);
    counter(mostAtWork, poor).set(0);

    int looks = door("poor").looks();
    await(() -> door("poor").looks() > looks + 2);

    assertThat(counter(mostAtWork, poor).get()).isLessThanOrEqualTo(1);
    poorIsWell = true;
    awaitDone(tasks);
  }

  private CopyReport copy(SyncTask task, Duration timeout, CopyListener listener)
      throws CopyFailure {
    tried.add(task.id());
    Registry target = task.target().repository().registry();
    int now = counter(atWork, target).incrementAndGet();
    counter(mostAtWork, target).accumulateAndGet(now, Math::max);
    try {
      for (Reference end : List.of(task.source(), task.target())) {
        requireWell(end.repository().registry());
      }
      if (task.triesBefore() < task.attemptsBefore() && stumbled.add(task.id())) {
        throw ScriptedCopier.failure(FailureCode.DIGEST_MISMATCH);
      }
      return ScriptedCopier.report(CopyOutcome.COPIED);
    } finally {
      counter(atWork, target).decrementAndGet();
    }
  }

  private void requireWell(Registry registry) throws CopyFailure {
    Door door = doors.get(registry.name());
    boolean poor = registry.name().equals("poor") && !poorIsWell;
    if (door != null && (!door.isOpen() || poor)) {
      RegistryException failure =
          RegistryException.because(
                  FailureCode.NETWORK,
                  "ask " + registry,
                  "nobody is there",
                  new ConnectException("refused"))
              .at(registry);
      throw new CopyFailure(
          failure.failure(), ScriptedCopier.report(CopyOutcome.INCOMPLETE), failure);
    }
  }

  private Door door(String registry) {
    return Objects.requireNonNull(doors.get(registry));
  }

  private static AtomicInteger counter(Map<Registry, AtomicInteger> of, Registry registry) {
    return of.computeIfAbsent(registry, any -> new AtomicInteger());
  }

  private List<SyncTask> publish(int count, String source, String target, Region region)
      throws InterruptedException {
    List<SyncTask> tasks =
        IntStream.range(0, count)
            .mapToObj(i -> task(source + i + ":v1", target + i + ":v1", region))
            .toList();
    for (SyncTask task : tasks) {
      kafka.publish(Topics.tasks(region, Lane.SWIFT), Messages.of(task));
    }
    return tasks;
  }

  private static SyncTask task(String source, String target, Region region) {
    return new TaskDraft(
            EventId.hash(source), Reference.parse(source), Reference.parse(target), Instant.now())
        .region(region)
        .build();
  }

  private void awaitDone(List<SyncTask> tasks) throws InterruptedException {
    Set<TaskId> ids = tasks.stream().map(SyncTask::id).collect(Collectors.toSet());
    await(
        () ->
            kafka.newestFacts().stream()
                    .filter(TaskDone.class::isInstance)
                    .map(TaskFact::taskId)
                    .filter(ids::contains)
                    .distinct()
                    .count()
                == ids.size());
    for (SyncTask task : tasks) {
      assertThat(Kafka.done(kafka.factsOf(task.id())).status()).isEqualTo(TaskStatus.SUCCEEDED);
    }
  }

  /** Waits, and queues again meanwhile whose time has come, as the API does. */
  private void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("the time to wait for it").isLessThan(deadline);
      queueAgain();
    }
  }

  private void queueAgain() throws InterruptedException {
    Map<AttemptId, SyncTask> tasks = new HashMap<>();
    for (TaskFact fact : kafka.newestFacts()) {
      if (fact instanceof AttemptStarted started) {
        tasks.put(started.attemptId(), started.task());
      }
      if (fact instanceof AttemptEnded ended
          && ended.retryAt() != null
          && ended.retryAt().isBefore(Instant.now())
          && requeued.add(ended.attemptId())) {
        SyncTask task = Objects.requireNonNull(tasks.get(ended.attemptId()));
        boolean putOff = Kafka.failureOf(ended).code() == FailureCode.REGISTRY_DOWN;
        int idle = task.attemptsBefore() - task.triesBefore() + (putOff ? 1 : 0);
        kafka.publish(
            Topics.tasks(task.region(), task.lane()),
            Messages.of(task.requeued(Instant.now(), task.attemptsBefore() + 1, idle)));
      }
    }
  }

  private List<AttemptEnded> ended(SyncTask task) {
    return kafka.factsOf(task.id()).stream()
        .filter(AttemptEnded.class::isInstance)
        .map(AttemptEnded.class::cast)
        .toList();
  }

  private List<SyncTask> begun(List<SyncTask> tasks) {
    return tasks.stream().filter(task -> !kafka.factsOf(task.id()).isEmpty()).toList();
  }

  private Set<AttemptOutcome> outcomes(List<SyncTask> tasks) {
    return tasks.stream()
        .flatMap(task -> ended(task).stream())
        .map(AttemptEnded::outcome)
        .collect(Collectors.toSet());
  }

  private double metric(String name, String... labels) {
    return metrics()
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .filter(line -> Stream.of(labels).allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElse(Double.NaN);
  }

  private String metrics() {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + worker.port() + "/metrics"))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (java.io.IOException | InterruptedException fault) {
      throw new AssertionError(fault);
    }
  }

  private WaybillConfig config(String bootstrapServers) {
    WorkerConfig all = WorkerConfig.DEFAULT;
    WorkerConfig quick =
        new WorkerConfig(
            List.of("circuit-alone", "circuit-elsewhere", "circuit-poor"),
            2,
            1,
            all.bulkThreshold(),
            all.graceTime(),
            "127.0.0.1",
            0,
            new RetryConfig(
                ATTEMPTS,
                new TimeSpan(Duration.ofMillis(20)),
                TimeSpan.parse("1h"),
                new TimeSpan(Duration.ofMillis(30))),
            new CircuitConfig(
                3, new TimeSpan(Duration.ofMillis(50)), new TimeSpan(Duration.ofMillis(200))));
    Map<Registry, RegistryConfig> registries = new HashMap<>();
    URI nowhere = URI.create("http://127.0.0.1:1");
    registries.put(HERE, at(nowhere, Region.of("circuit-home")));
    registries.put(ALIVE, at(nowhere, ELSEWHERE));
    registries.put(Registry.of("alone"), at(door("alone").uri(), Region.of("circuit-alone")));
    registries.put(Registry.of("beside"), at(door("beside").uri(), ELSEWHERE));
    registries.put(Registry.of("source"), at(door("source").uri(), Region.of("circuit-home")));
    registries.put(Registry.of("poor"), at(door("poor").uri(), Region.of("circuit-poor")));
    return WaybillConfig.DEFAULT
        .withKafka(Kafka.config(bootstrapServers))
        .withRegistries(registries)
        .withWorker(quick);
  }

  private static RegistryConfig at(URI uri, Region region) {
    RegistryConfig plain = RegistryConfig.at(uri);
    return new RegistryConfig(
        plain.url(),
        region,
        plain.username(),
        plain.password(),
        plain.insecure(),
        plain.ca(),
        plain.maxConnections());
  }
}
