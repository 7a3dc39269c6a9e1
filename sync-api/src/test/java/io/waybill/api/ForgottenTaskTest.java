package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.api.database.Database;
import io.waybill.api.records.Projection;
import io.waybill.api.records.TaskClaims;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.kafka.Headers;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.AttemptStarted;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.Extension.class)
class ForgottenTaskTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Timing TIMING =
      new Timing(
          Duration.ofMillis(100),
          Duration.ofSeconds(1),
          Duration.ofMillis(200),
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2));

  @Test
  void a_task_that_nobody_begins_is_queued_once_more_and_then_fails_until_somebody_does_it(
      Servers servers) throws Exception {
    WaybillConfig config = servers.config(servers.database());
    try (Api api = Api.start(config, TIMING);
        MessagePublisher publisher = new KafkaClients(config.kafka(), "test").publisher()) {
      ApiClient client = new ApiClient(api.uri());
      SyncTask task = Tasks.task("forgotten-" + UUID.randomUUID(), Instant.now());
      // Its message is on no queue.
      tell(publisher, Tasks.planned(task));

      JsonNode failed = awaitStatus(client, task, "failed");
      assertThat(failed.path("failure").path("code").asText()).isEqualTo("TIMEOUT");
      assertThat(failed.path("failure").path("reason").asText())
          .contains("no worker began the task", task.source().text(), task.target().text());
      assertThat(failed.path("failure").path("hint").asText()).contains("region");
      assertThat(queued(config, task))
          .singleElement()
          .extracting(SyncTask::attemptsBefore)
          .isEqualTo(1);

      AttemptId id = AttemptId.random();
      Instant now = Instant.now();
      tell(
          publisher,
          Tasks.started(task, id, now),
          Tasks.ended(task, id, now, now.plusMillis(5), AttemptOutcome.COPIED));
      awaitStatus(client, task, "succeeded");
    }
  }

  @Test
  void the_line_about_a_task_that_nobody_begins_carries_it_and_the_trace_of_its_last_try(
      Servers servers) throws Exception {
    WaybillConfig config = servers.config(servers.database());
    SyncTask task = Tasks.task("forgotten-" + UUID.randomUUID(), Instant.now());
    String trace = "4af7651916cd43dd8448eb211c80319c";
    AttemptId id = AttemptId.random();
    Instant now = Instant.now();
    try (LogLines lines = LogLines.of("io.waybill.api.queue.ForgottenTaskSweeper");
        Api api = Api.start(config, TIMING);
        MessagePublisher publisher = new KafkaClients(config.kafka(), "test").publisher()) {
      assertThat(api.port()).isPositive();
      tell(
          publisher,
          Tasks.planned(task),
          new AttemptStarted(task, id, "worker-1", trace, now),
          Tasks.ended(task, id, now, now.plusMillis(5), AttemptOutcome.RETRY_AT));

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(lines.about(task.id().toString()))
                      .containsEntry("taskId", task.id().toString())
                      .containsEntry("traceId", trace));
    }
  }

  @Test
  void a_task_that_only_stands_in_line_is_left_there(Servers servers) throws Exception {
    Clock clock = Clock.systemUTC();
    try (Database database = Database.open(servers.database())) {
      Instant begun = clock.instant().minusSeconds(3_600);
      SyncTask first = Tasks.task("first-in-line", begun);
      SyncTask second = Tasks.task("second-in-line", begun.plusSeconds(60));
      SyncTask third = Tasks.task("third-in-line", begun.plusSeconds(120));
      apply(database, Tasks.planned(second), Tasks.planned(first), Tasks.planned(third));
      TaskClaims claims = new TaskClaims(database);

      AttemptId attempt = AttemptId.random();
      apply(database, Tasks.started(first, attempt, clock.instant()));
      assertThat(claims.claimQueued(Instant.now().minusSeconds(60), 10)).isEmpty();

      // Workers are past the second: its message is gone.
      apply(database, Tasks.started(third, AttemptId.random(), clock.instant()));
      assertThat(claims.claimQueued(Instant.now().minusSeconds(60), 10))
          .extracting(history -> history.task().id())
          .containsExactly(second.id());
    }
  }

  private static void apply(Database database, TaskFact... facts) {
    database.transaction(
        connection -> {
          new Projection().apply(connection, Set.of(0), List.of(facts));
          return facts.length;
        });
  }

  private static void tell(MessagePublisher publisher, TaskFact... facts) throws Exception {
    for (TaskFact fact : facts) {
      publisher.publishAndWait(Topics.RECORDS, Messages.of(fact));
    }
  }

  private static JsonNode awaitStatus(ApiClient client, SyncTask task, String status) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> client.get("/api/v1/records/" + task.id()).json(),
            record -> record.path("status").asText().equals(status));
  }

  private static List<SyncTask> queued(WaybillConfig config, SyncTask wanted) throws Exception {
    List<SyncTask> tasks = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record :
        TopicReader.read(config.kafka(), Topics.tasks(Region.DEFAULT, Lane.SWIFT))) {
      SyncTask task = Messages.readTask(Headers.of(record), record.value());
      if (task.id().equals(wanted.id())) {
        tasks.add(task);
      }
    }
    return tasks;
  }
}
