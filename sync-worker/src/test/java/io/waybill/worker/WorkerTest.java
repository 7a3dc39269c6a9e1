package io.waybill.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.chassis.config.RegistryConfig;
import io.waybill.chassis.config.RetryConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.config.WorkerConfig;
import io.waybill.chassis.kafka.Groups;
import io.waybill.chassis.kafka.TopicSetup;
import io.waybill.chassis.life.StartException;
import io.waybill.chassis.life.SteadyClock;
import io.waybill.chassis.traces.Traces;
import io.waybill.embedded.EmbeddedKafka;
import io.waybill.registry.copy.CopyOutcome;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.AttemptStarted;
import io.waybill.schemas.records.DeadLetter;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskPlanned;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskDraft;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.units.TimeSpan;
import io.waybill.schemas.wire.CloudEvents;
import io.waybill.schemas.wire.Message;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.worker.circuit.Circuitry;
import io.waybill.worker.copy.Cancels;
import io.waybill.worker.copy.LaneSettings;
import io.waybill.worker.copy.LaneSlots;
import io.waybill.worker.copy.RetryPolicy;
import io.waybill.worker.copy.SlotTools;
import io.waybill.worker.metrics.WorkerMetrics;
import io.waybill.worker.plan.Samples;
import io.waybill.worker.queue.Claim;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The worker on Kafka's own broker, with copies that do what each test says. */
@ExtendWith(SharedKafka.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WorkerTest {
  private static final Registry SOURCE = Registry.of("here");
  private static final Registry TARGET = Registry.of("there");
  private static final Region REGION = Region.of("scripted");
  private static final Rule RULE =
      Samples.rule("everything", Samples.source("here", "**"), RuleTarget.of(TARGET));

  private final ScriptedCopier copier = new ScriptedCopier();
  private final WaybillConfig config;
  private final Kafka kafka;
  private Worker worker;

  WorkerTest(EmbeddedKafka broker) throws StartException {
    config = config(broker.bootstrapServers());
    kafka = new Kafka(broker.bootstrapServers());
    worker = Worker.start(config, parts -> copier);
  }

  @BeforeAll
  void publishTheRule() throws InterruptedException {
    kafka.publish(Topics.RULES, Messages.of(RULE));
  }

  @AfterAll
  void stop() {
    worker.close();
    kafka.close();
  }

  @Test
  void aPushIsPlannedTriedDoneAndTold() throws Exception {
    TaskId task = push("plain/app");

    List<TaskFact> facts = kafka.awaitDone(task);

    assertThat(facts)
        .extracting(TaskFact::getClass)
        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
        .containsExactly(
            TaskPlanned.class, AttemptStarted.class, AttemptEnded.class, TaskDone.class);
    assertThat(Kafka.done(facts).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(Kafka.done(facts).digest()).isEqualTo(ScriptedCopier.DIGEST);
    AttemptStarted started = (AttemptStarted) facts.get(1);
    assertThat(started.task()).isEqualTo(((TaskPlanned) facts.getFirst()).task());
    assertThat(started.traceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
    assertThat(Kafka.firstEnded(facts).attemptId()).isEqualTo(started.attemptId());
  }

  @Test
  void aRuleConfirmedBeforeAPushIsKnownWhenThePushIsPlanned() throws Exception {
    for (int i = 0; i < 5; i++) {
      Rule rule =
          Samples.rule(
              "fresh-" + i, Samples.source("fresh", "team" + i + "/**"), RuleTarget.of(TARGET));
      kafka.publish(Topics.RULES, Messages.of(rule));
      ImagePushed event = event("fresh/team" + i + "/app:v1");
      kafka.publish(Topics.EVENTS, Messages.of(event));

      TaskId task = TaskId.of(event.id(), rule.id(), Reference.parse("there/team" + i + "/app:v1"));
      assertThat(Kafka.done(kafka.awaitDone(task)).status()).isEqualTo(TaskStatus.SUCCEEDED);
      kafka.publish(Topics.RULES, Messages.tombstone(rule.id()));
    }
  }

  @Test
  void aLongTaskIsHandedToTheBulkLaneAndDoneThere() throws Exception {
    copier.on("long/app", (task, timeout, listener) -> ScriptedCopier.copyOf(1L << 30, listener));

    List<TaskFact> facts = kafka.awaitDone(push("long/app"));

    assertThat(Kafka.outcomes(facts))
        .containsExactly(AttemptOutcome.HANDED_OVER, AttemptOutcome.COPIED);
    assertThat(facts)
        .filteredOn(AttemptStarted.class::isInstance)
        .extracting(fact -> ((AttemptStarted) fact).task().lane())
        .containsExactly(Lane.SWIFT, Lane.BULK);
    // History knows in which queue it waits, and since when.
    assertThat(facts)
        .filteredOn(TaskPlanned.class::isInstance)
        .extracting(fact -> ((TaskPlanned) fact).task().lane())
        .containsExactly(Lane.SWIFT, Lane.BULK);
  }

  @Test
  void aPassingFailureIsTriedAgainInTheSlotAndThenPutOff() throws Exception {
    CountDownLatch tries = new CountDownLatch(2);
    copier.on(
        "down/app",
        (task, timeout, listener) -> {
          tries.countDown();
          throw ScriptedCopier.failure(FailureCode.NETWORK);
        });
    Instant before = Instant.now();

    List<TaskFact> facts = kafka.awaitFacts(push("down/app"), AttemptEnded.class::isInstance);

    AttemptEnded ended = Kafka.firstEnded(facts);
    assertThat(tries.getCount()).isZero();
    assertThat(ended.outcome()).isEqualTo(AttemptOutcome.RETRY_AT);
    assertThat(Kafka.failureOf(ended).code()).isEqualTo(FailureCode.NETWORK);
    assertThat(Kafka.failureOf(ended).reason()).endsWith("(Tried 2 times in this attempt.)");
    assertThat(ended.retryAt()).isAfter(before);
    assertThat(facts).noneMatch(TaskDone.class::isInstance);
  }

  @Test
  void aPermanentFailureEndsTheTaskAtOnce() throws Exception {
    copier.on(
        "denied/app",
        (task, timeout, listener) -> {
          throw ScriptedCopier.failure(FailureCode.DENIED);
        });

    List<TaskFact> facts = kafka.awaitDone(push("denied/app"));

    assertThat(Kafka.outcomes(facts)).containsExactly(AttemptOutcome.FAILED);
    assertThat(Kafka.done(facts).status()).isEqualTo(TaskStatus.FAILED);
  }

  @Test
  void aDefectInACopyIsAFailureAndTheSlotsGoOn() throws Exception {
    copier.on(
        "defect/app",
        (task, timeout, listener) -> {
          throw new IllegalStateException("boom");
        });

    List<TaskFact> facts = kafka.awaitFacts(push("defect/app"), AttemptEnded.class::isInstance);

    assertThat(Kafka.failureOf(Kafka.firstEnded(facts)).code()).isEqualTo(FailureCode.INTERNAL);
    assertThat(Kafka.failureOf(Kafka.firstEnded(facts)).reason()).contains("boom");
    assertThat(Kafka.done(kafka.awaitDone(push("after/defect"))).status())
        .isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void anEventThatCannotBeReadIsSetAsideWithItsBytes() throws Exception {
    byte[] bytes = "{\"no\":\"event\"}".getBytes(StandardCharsets.UTF_8);
    kafka.publish(
        Topics.EVENTS,
        new Message("key", Map.of(CloudEvents.TYPE, "io.waybill.image.pushed.v1"), bytes));

    DeadLetter letter = kafka.awaitLetter(found -> found.origin().startsWith(Topics.EVENTS + "/"));

    assertThat(letter.bytes()).isEqualTo(bytes);
    assertThat(letter.reason()).contains("io.waybill.image.pushed.v1");
    assertThat(letter.headers()).containsEntry(CloudEvents.TYPE, "io.waybill.image.pushed.v1");
  }

  @Test
  void aTaskThatCannotBeReadIsSetAsideWithItsBytesAndStopsNoOther() throws Exception {
    String topic = Topics.tasks(REGION, Lane.SWIFT);
    byte[] bytes = "garbage".getBytes(StandardCharsets.UTF_8);
    kafka.publish(topic, new Message("key", Map.of(CloudEvents.TYPE, "io.waybill.task.v1"), bytes));

    DeadLetter letter = kafka.awaitLetter(found -> Arrays.equals(found.bytes(), bytes));

    assertThat(letter.origin()).startsWith(topic + "/");
    assertThat(Kafka.done(kafka.awaitDone(push("after/garbage"))).status())
        .isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void theLineAboutATaskThatCannotBeReadCarriesItsTraceAndSoDoesTheLetter() throws Exception {
    String trace = "1af7651916cd43dd8448eb211c80319c";
    byte[] bytes = "garbage of a trace".getBytes(StandardCharsets.UTF_8);
    Message unreadable =
        new Message("key", Map.of(CloudEvents.TYPE, "io.waybill.task.v1"), bytes)
            .with("traceparent", "00-" + trace + "-b7ad6b7169203331-01");
    try (LogLines lines = LogLines.of("io.waybill.worker.copy.CopierSlot")) {
      kafka.publish(Topics.tasks(REGION, Lane.SWIFT), unreadable);

      DeadLetter letter = kafka.awaitLetter(found -> Arrays.equals(found.bytes(), bytes));

      assertThat(lines.about(letter.origin())).containsEntry("traceId", trace);
      assertThat(kafka.headersOf(letter).get("traceparent")).contains(trace);
    }
  }

  @Test
  void theLineAboutATaskThatIsNotCarriedOutCarriesItsIdItsEventAndItsTrace() throws Exception {
    String trace = "2af7651916cd43dd8448eb211c80319c";
    Rule rule =
        Samples.rule(
            "astray", Samples.source("astray", "**"), RuleTarget.of(Registry.of("nowhere")));
    kafka.publish(Topics.RULES, Messages.of(rule));
    ImagePushed event = event("astray/app:v1");
    TaskId task = TaskId.of(event.id(), rule.id(), Reference.parse("nowhere/app:v1"));
    try (LogLines lines = LogLines.of("io.waybill.worker.plan.EventReader")) {
      kafka.publish(
          Topics.EVENTS,
          Messages.of(event).with("traceparent", "00-" + trace + "-b7ad6b7169203331-01"));

      List<TaskFact> facts = kafka.awaitDone(task);

      assertThat(facts).hasSize(2);
      assertThat(lines.about(task.toString()))
          .containsEntry("taskId", task.toString())
          .containsEntry("eventId", event.id().toString())
          .containsEntry("traceId", trace);
    }
    kafka.publish(Topics.RULES, Messages.tombstone(rule.id()));
  }

  @Test
  void aRuleThatCannotBeReadIsSetAsideAndTheLastGoodOneStaysInForce() throws Exception {
    Rule rule = Samples.rule("kept", Samples.source("kept", "**"), RuleTarget.of(TARGET));
    kafka.publish(Topics.RULES, Messages.of(rule));
    kafka.publish(
        Topics.RULES,
        new Message(
            rule.id().toString(),
            Map.of(CloudEvents.TYPE, "io.waybill.rule.v99"),
            "{}".getBytes(StandardCharsets.UTF_8)));
    ImagePushed event = event("kept/app:v1");
    kafka.publish(Topics.EVENTS, Messages.of(event));

    TaskId task = TaskId.of(event.id(), rule.id(), Reference.parse("there/app:v1"));
    assertThat(Kafka.done(kafka.awaitDone(task)).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(kafka.awaitLetter(found -> found.origin().startsWith(Topics.RULES + "/")).reason())
        .contains("v99")
        .contains("stays in force");
    kafka.publish(Topics.RULES, Messages.tombstone(rule.id()));
  }

  @Test
  void aTargetThatIsNotConfiguredIsPlannedAndFailedInHistory() throws Exception {
    Rule rule =
        Samples.rule("typo", Samples.source("typo", "**"), RuleTarget.of(Registry.of("nowhere")));
    kafka.publish(Topics.RULES, Messages.of(rule));
    ImagePushed event = event("typo/app:v1");
    kafka.publish(Topics.EVENTS, Messages.of(event));

    List<TaskFact> facts =
        kafka.awaitDone(TaskId.of(event.id(), rule.id(), Reference.parse("nowhere/app:v1")));

    assertThat(facts).hasSize(2);
    assertThat(Kafka.failureOf(Kafka.done(facts)).code()).isEqualTo(FailureCode.REGISTRY_UNKNOWN);
    kafka.publish(Topics.RULES, Messages.tombstone(rule.id()));
  }

  @Test
  void asManyTasksRunAtATimeAsAreConfigured() throws Exception {
    CountDownLatch together = new CountDownLatch(6);
    List<TaskId> tasks = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      copier.on(
          "many/app" + i,
          (task, timeout, listener) -> {
            together.countDown();
            return ScriptedCopier.waitFor(together);
          });
      tasks.add(push("many/app" + i));
    }

    for (TaskId task : tasks) {
      assertThat(Kafka.done(kafka.awaitDone(task)).status()).isEqualTo(TaskStatus.SUCCEEDED);
    }
  }

  @Test
  void aTaskThatTakesLongerThanTheLockStaysWithItsSlot() throws Exception {
    Region slow = Region.of("slow");
    try (Worker other = Worker.start(config.withWorker(serving(slow, 30)), parts -> copier)) {
      assertThat(other.port()).isPositive();
      lockForASecond(slow);
      copier.on(
          "slow/app",
          (task, timeout, listener) -> {
            // Three locks long: without renewal another slot would have it by then.
            awaitQuietly(new CountDownLatch(1), 3);
            return ScriptedCopier.report(CopyOutcome.COPIED);
          });
      SyncTask task = task("slow/app", slow);
      kafka.publish(Topics.tasks(slow, Lane.SWIFT), Messages.of(task));

      List<TaskFact> facts = kafka.awaitDone(task.id());

      assertThat(facts).filteredOn(AttemptStarted.class::isInstance).hasSize(1);
      assertThat(Kafka.outcomes(facts)).containsExactly(AttemptOutcome.COPIED);
    }
  }

  @Test
  void aWorkerThatIsClosedHandsItsTaskToAnother() throws Exception {
    Region handed = Region.of("handed");
    CountDownLatch begun = new CountDownLatch(1);
    copier.on(
        "handed/app",
        (task, timeout, listener) -> {
          if (begun.getCount() > 0) {
            begun.countDown();
            return ScriptedCopier.waitFor(new CountDownLatch(1));
          }
          return ScriptedCopier.report(CopyOutcome.COPIED);
        });
    SyncTask task = task("handed/app", handed);
    WaybillConfig impatient = config.withWorker(serving(handed, 0));
    Worker second;
    Worker first = Worker.start(impatient, parts -> copier);
    try {
      kafka.publish(Topics.tasks(handed, Lane.SWIFT), Messages.of(task));
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
      second = Worker.start(impatient, parts -> copier);
    } finally {
      first.close();
    }
    try (second) {
      List<TaskFact> facts = kafka.awaitDone(task.id());

      assertThat(Kafka.outcomes(facts)).containsExactly(AttemptOutcome.LOST, AttemptOutcome.COPIED);
      assertThat(Kafka.done(facts).status()).isEqualTo(TaskStatus.SUCCEEDED);
    }
  }

  @Test
  void aTaskThatNoWorkerComesToAnEndWithIsGivenUpBeforeKafkaDropsIt() throws Exception {
    Region poisoned = Region.of("poisoned");
    try (Admin admin = kafka.clients().admin()) {
      TopicSetup.ensure(admin, config.kafka(), List.of(poisoned));
    }
    SlotTools tools =
        new SlotTools(
            (task, timeout, listener) -> {
              throw new AssertionError("it may not be tried again");
            },
            new Cancels(Clock.systemUTC()),
            new RetryPolicy(RetryConfig.DEFAULT),
            Circuitry.none(),
            kafka::send,
            () -> false,
            "test",
            WorkerConfig.DEFAULT.bulkThreshold(),
            new WorkerMetrics(new SimpleMeterRegistry()),
            Traces.OFF,
            Clock.systemUTC(),
            SteadyClock::begin,
            new Random(1));
    int deliveries = 1;
    LaneSlots slots =
        new LaneSlots(
            new LaneSettings(poisoned, Lane.SWIFT, 1, deliveries), tools, kafka.clients());
    SyncTask task = task("poisoned/app", poisoned);
    kafka.publish(Topics.tasks(poisoned, Lane.SWIFT), Messages.of(task));
    try {
      slots.start().get(30, TimeUnit.SECONDS);

      List<TaskFact> facts = kafka.awaitDone(task.id());

      assertThat(Kafka.done(facts).status()).isEqualTo(TaskStatus.FAILED);
      assertThat(Kafka.failureOf(Kafka.done(facts)).code()).isEqualTo(FailureCode.INTERNAL);
      String topic = Topics.tasks(poisoned, Lane.SWIFT);
      assertThat(kafka.awaitLetter(found -> found.origin().startsWith(topic)).reason())
          .contains("none came to an end with it");
    } finally {
      LaneSlots.close(List.of(slots), Duration.ZERO);
    }
  }

  @Test
  void aTaskThatEachWorkerDiesOfEndsInDeadLettersAndBlocksNoOther() throws Exception {
    Region dying = Region.of("dying");
    try (Admin admin = kafka.clients().admin()) {
      TopicSetup.ensure(admin, config.kafka(), List.of(dying));
    }
    copier.on(
        "dying/app",
        (task, timeout, listener) -> {
          throw new AssertionError("one more worker would die");
        });
    SyncTask poison = task("dying/app", dying);
    SyncTask behind = task("dying/behind", dying);
    kafka.publish(Topics.tasks(dying, Lane.SWIFT), Messages.of(poison));
    takeAndLose(dying, 3);
    kafka.publish(Topics.tasks(dying, Lane.SWIFT), Messages.of(behind));

    try (Worker other = Worker.start(config.withWorker(serving(dying, 30)), parts -> copier)) {
      assertThat(other.port()).isPositive();
      assertThat(Kafka.done(kafka.awaitDone(behind.id())).status()).isEqualTo(TaskStatus.SUCCEEDED);
      assertThat(Kafka.failureOf(Kafka.done(kafka.awaitDone(poison.id()))).reason())
          .contains("workers that took the task none came to an end with it");
      String topic = Topics.tasks(dying, Lane.SWIFT);
      assertThat(kafka.awaitLetter(found -> found.origin().startsWith(topic)).reason())
          .contains("none came to an end with it");
    }
  }

  @Test
  void plannersThatComeAndGoLeaveNothingUnplannedAndNothingUncommitted() throws Exception {
    List<TaskId> tasks = new ArrayList<>();
    for (int round = 0; round < 4; round++) {
      try (Consumer<String, byte[]> other = kafka.clients().consumer(Groups.PLANNER, Map.of())) {
        other.subscribe(List.of(Topics.EVENTS));
        // It takes events and plans none of them, as one that is killed: they are the others' then.
        for (int i = 0; other.assignment().isEmpty(); i++) {
          assertThat(i).as("looks before a partition is given").isLessThan(600);
          tasks.add(push("moving/" + round + "/app" + i));
          other.poll(Duration.ofMillis(100));
        }
      }
    }

    for (TaskId task : tasks) {
      assertThat(Kafka.done(kafka.awaitDone(task)).status()).isEqualTo(TaskStatus.SUCCEEDED);
    }
    // And with no further event: what was refused in a rebalance is committed after it.
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(() -> assertThat(committedEvents()).isEqualTo(writtenEvents()));
  }

  private Map<Integer, Long> committedEvents() throws Exception {
    Map<Integer, Long> offsets = new TreeMap<>();
    try (Admin admin = kafka.clients().admin()) {
      admin
          .listConsumerGroupOffsets(Groups.PLANNER)
          .partitionsToOffsetAndMetadata()
          .get()
          .forEach((partition, offset) -> offsets.put(partition.partition(), offset.offset()));
    }
    return offsets;
  }

  private Map<Integer, Long> writtenEvents() throws Exception {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (int i = 0; i < config.kafka().topics().partitions(); i++) {
      ends.put(new TopicPartition(Topics.EVENTS, i), OffsetSpec.latest());
    }
    Map<Integer, Long> offsets = new TreeMap<>();
    try (Admin admin = kafka.clients().admin()) {
      admin
          .listOffsets(ends)
          .all()
          .get()
          .forEach((partition, end) -> offsets.put(partition.partition(), end.offset()));
    }
    return offsets;
  }

  /** What Kafka sees of a worker that takes the first task of a region and dies, so many times. */
  private void takeAndLose(Region region, int times) throws Exception {
    try (ShareConsumer<String, byte[]> consumer =
        kafka.clients().shareConsumer(Groups.copiers(region, Lane.SWIFT))) {
      consumer.subscribe(List.of(Topics.tasks(region, Lane.SWIFT)));
      long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
      for (int left = times; left > 0; ) {
        assertThat(System.nanoTime()).as("the time to take a task in").isLessThan(deadline);
        for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(500))) {
          new Claim(consumer, record).release();
          left--;
        }
      }
    }
  }

  @Test
  void healthAndMetricsAreServed() throws Exception {
    kafka.awaitDone(push("counted/app"));

    assertThat(get("/health/ready")).contains("\"ready\"").contains("planner");
    // An attempt is counted after it was told.
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(get("/metrics"))
                    .contains("waybill_attempts_total")
                    .contains("waybill_push_to_present_seconds")
                    .contains("waybill_slots_busy")
                    .contains("waybill_planner_lag"));
  }

  private String get(String path) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + worker.port() + path))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return answer.body();
    }
  }

  private TaskId push(String path) throws InterruptedException {
    ImagePushed event = event("here/" + path + ":v1");
    kafka.publish(
        Topics.EVENTS,
        Messages.of(event)
            .with("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
    return TaskId.of(event.id(), RULE.id(), Reference.parse("there/" + path + ":v1"));
  }

  private static ImagePushed event(String reference) {
    return Samples.push(reference);
  }

  private static SyncTask task(String path, Region region) {
    Reference target = Reference.parse("there/" + path + ":v1");
    EventId event = EventId.hash(path);
    Instant now = Instant.now();
    return new TaskDraft(event, Reference.parse("here/" + path + ":v1"), target, now)
        .region(region)
        .build();
  }

  private static void awaitQuietly(CountDownLatch latch, int seconds) {
    try {
      latch.await(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void lockForASecond(Region region) throws Exception {
    try (Admin admin = kafka.clients().admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.GROUP, Groups.copiers(region, Lane.SWIFT)),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("share.record.lock.duration.ms", "1000"),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  private static WorkerConfig serving(Region region, int graceSeconds) {
    WorkerConfig all = WorkerConfig.DEFAULT;
    return new WorkerConfig(
        List.of(region.name()),
        8,
        1,
        all.bulkThreshold(),
        TimeSpan.ofSeconds(graceSeconds),
        "127.0.0.1",
        0,
        new RetryConfig(
            8,
            new TimeSpan(Duration.ofMillis(20)),
            TimeSpan.parse("1h"),
            new TimeSpan(Duration.ofMillis(30))));
  }

  private static WaybillConfig config(String bootstrapServers) {
    RegistryConfig somewhere = RegistryConfig.at(URI.create("http://127.0.0.1:1"));
    RegistryConfig inRegion =
        new RegistryConfig(
            somewhere.url(),
            REGION,
            somewhere.username(),
            somewhere.password(),
            somewhere.insecure(),
            somewhere.ca(),
            somewhere.maxConnections());
    return WaybillConfig.DEFAULT
        .withKafka(Kafka.config(bootstrapServers))
        .withRegistries(Map.of(SOURCE, inRegion, TARGET, inRegion))
        .withWorker(serving(REGION, 30));
  }
}
