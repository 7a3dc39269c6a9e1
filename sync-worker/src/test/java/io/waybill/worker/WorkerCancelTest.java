package io.waybill.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.RegistryConfig;
import io.waybill.chassis.config.RetryConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.config.WorkerConfig;
import io.waybill.chassis.kafka.TopicSetup;
import io.waybill.embedded.EmbeddedKafka;
import io.waybill.registry.copy.CopyOutcome;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.AttemptStarted;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.CancelRequested;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskDraft;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.units.TimeSpan;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tasks that somebody does not want to be done, on Kafka's own broker. */
@ExtendWith(SharedKafka.class)
class WorkerCancelTest {
  private final ScriptedCopier copier = new ScriptedCopier();
  private final WaybillConfig config;
  private final Kafka kafka;

  WorkerCancelTest(EmbeddedKafka broker) {
    RegistryConfig somewhere = RegistryConfig.at(URI.create("http://127.0.0.1:1"));
    config =
        WaybillConfig.DEFAULT
            .withKafka(Kafka.config(broker.bootstrapServers()))
            .withRegistries(
                Map.of(Registry.of("here"), somewhere, Registry.of("there"), somewhere));
    kafka = new Kafka(broker.bootstrapServers());
  }

  @AfterEach
  void close() {
    kafka.close();
  }

  @Test
  void aRunningTaskIsStoppedAndNobodyElseGetsIt() throws Exception {
    Region region = region("cancel-running");
    CountDownLatch begun = new CountDownLatch(1);
    copier.on(
        "running/app",
        (task, timeout, listener) -> {
          begun.countDown();
          return ScriptedCopier.waitFor(new CountDownLatch(1));
        });
    SyncTask task = task("running/app", region);
    try (Worker worker = worker(region)) {
      assertThat(worker.port()).isPositive();
      queue(task);
      assertThat(begun.await(40, TimeUnit.SECONDS)).isTrue();

      cancel(task.id());

      List<TaskFact> facts = kafka.awaitDone(task.id());
      assertThat(Kafka.outcomes(facts)).containsExactly(AttemptOutcome.CANCELLED);
      TaskDone done = Kafka.done(facts);
      assertThat(done.status()).isEqualTo(TaskStatus.CANCELLED);
      assertThat(Kafka.failureOf(done).code()).isEqualTo(FailureCode.CANCELLED);
      assertThat(Kafka.failureOf(done).reason()).startsWith("alice cancelled the task");
      // The slot goes on, and the cancelled task does not come back before the next one is done.
      SyncTask next = task("after/running", region);
      queue(next);
      assertThat(Kafka.done(kafka.awaitDone(next.id())).status()).isEqualTo(TaskStatus.SUCCEEDED);
      assertThat(kafka.factsOf(task.id())).filteredOn(AttemptStarted.class::isInstance).hasSize(1);
    }
  }

  @Test
  void aTaskThatWasCancelledWhileNoWorkerWasThereIsDroppedByTheOneThatComes() throws Exception {
    Region region = region("cancel-queued");
    SyncTask cancelled = task("queued/app", region);
    SyncTask wanted = task("queued/other", region);
    queue(cancelled);
    queue(wanted);
    cancel(cancelled.id());

    try (Worker worker = worker(region)) {
      assertThat(worker.port()).isPositive();

      List<TaskFact> facts = kafka.awaitDone(cancelled.id());
      assertThat(facts).noneMatch(AttemptStarted.class::isInstance);
      assertThat(Kafka.done(facts).status()).isEqualTo(TaskStatus.CANCELLED);
      assertThat(Kafka.done(kafka.awaitDone(wanted.id())).status()).isEqualTo(TaskStatus.SUCCEEDED);
    }
  }

  @Test
  void aTaskThatHasEndedStaysWhatItIs() throws Exception {
    Region region = region("cancel-late");
    CountDownLatch told = new CountDownLatch(1);
    copier.on(
        "late/app",
        (task, timeout, listener) -> {
          told.countDown();
          return ScriptedCopier.report(CopyOutcome.COPIED);
        });
    SyncTask task = task("late/app", region);
    try (Worker worker = worker(region)) {
      assertThat(worker.port()).isPositive();
      queue(task);
      kafka.awaitDone(task.id());

      cancel(task.id());
      SyncTask next = task("after/late", region);
      queue(next);

      kafka.awaitDone(next.id());
      assertThat(kafka.factsOf(task.id()))
          .filteredOn(TaskDone.class::isInstance)
          .extracting(fact -> ((TaskDone) fact).status())
          .containsExactly(TaskStatus.SUCCEEDED);
    }
  }

  private Region region(String name) throws Exception {
    Region region = Region.of(name);
    try (Admin admin = kafka.clients().admin()) {
      TopicSetup.ensure(admin, config.kafka(), List.of(region));
    }
    return region;
  }

  private Worker worker(Region region) throws Exception {
    WorkerConfig all = WorkerConfig.DEFAULT;
    return Worker.start(
        config.withWorker(
            new WorkerConfig(
                List.of(region.name()),
                1,
                1,
                all.bulkThreshold(),
                TimeSpan.ofSeconds(0),
                "127.0.0.1",
                0,
                RetryConfig.DEFAULT)),
        parts -> copier);
  }

  private void queue(SyncTask task) throws InterruptedException {
    kafka.publish(Topics.tasks(task.region(), Lane.SWIFT), Messages.of(task));
  }

  private void cancel(TaskId task) throws InterruptedException {
    kafka.publish(Topics.CANCELS, Messages.of(new CancelRequested(task, "alice", Instant.now())));
  }

  private static SyncTask task(String path, Region region) {
    Reference target = Reference.parse("there/" + path + ":v1");
    return new TaskDraft(
            EventId.hash(path), Reference.parse("here/" + path + ":v1"), target, Instant.now())
        .region(region)
        .build();
  }
}
