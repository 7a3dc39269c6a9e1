package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.chassis.kafka.Headers;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.CancelRequested;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CancelApiTest {
  private @Nullable RunningApi api;

  @BeforeAll
  void start(Servers servers) throws Exception {
    api = RunningApi.start(servers);
  }

  @AfterAll
  void stop() {
    api().close();
  }

  @Test
  void a_queued_task_is_cancelled_at_once_and_the_workers_are_told_once_for_all() throws Exception {
    SyncTask task = fresh("queued");
    api().tell(Tasks.planned(task));
    api().awaitStatus(task.id(), "queued");

    ApiClient.Answer answer = cancel(task);
    ApiClient.Answer again = cancel(task);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.text("status")).isEqualTo("cancelled");
    assertThat(answer.json().path("failure").path("reason").asText())
        .startsWith("anyone cancelled the task");
    assertThat(again.status()).isEqualTo(202);
    assertThat(wishes(task.id())).hasSize(1);
  }

  @Test
  void a_waiting_task_is_cancelled_and_not_queued_again_when_its_time_comes() throws Exception {
    SyncTask task = fresh("waiting");
    AttemptId id = AttemptId.random();
    Instant now = Instant.now();
    api()
        .tell(
            Tasks.planned(task),
            Tasks.started(task, id, now),
            Tasks.putOff(task, id, now, Duration.ofSeconds(8)));
    api().awaitStatus(task.id(), "waiting");

    assertThat(cancel(task).text("status")).isEqualTo("cancelled");

    // The scheduler has looked past the moment at which this one comes back.
    SyncTask other = fresh("other");
    AttemptId another = AttemptId.random();
    api()
        .tell(
            Tasks.planned(other),
            Tasks.started(other, another, now),
            Tasks.putOff(other, another, now, Duration.ofSeconds(9)));
    await().atMost(RunningApi.PATIENCE).until(() -> !queued(other.id()).isEmpty());
    assertThat(queued(task.id())).isEmpty();
    api().awaitStatus(task.id(), "cancelled");
  }

  @Test
  void a_running_task_whose_worker_is_away_is_cancelled_after_a_moment() throws Exception {
    SyncTask task = fresh("running");
    api().tell(Tasks.planned(task), Tasks.started(task, AttemptId.random(), Instant.now()));
    api().awaitStatus(task.id(), "running");

    ApiClient.Answer answer = cancel(task);

    assertThat(answer.status()).isEqualTo(202);
    assertThat(answer.text("status")).isEqualTo("running");
    assertThat(wishes(task.id())).hasSize(1);
    api().awaitStatus(task.id(), "cancelled");
  }

  @Test
  void a_task_that_is_over_stays_what_it_is() throws Exception {
    SyncTask task = fresh("over");
    api().tell(Tasks.planned(task), Tasks.done(task, TaskStatus.SUCCEEDED, Instant.now()));
    api().awaitStatus(task.id(), "succeeded");

    ApiClient.Answer answer = cancel(task);

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text("detail")).contains("succeeded");
    assertThat(wishes(task.id())).isEmpty();
    assertThat(api().client().post("/api/v1/tasks/" + UUID.randomUUID() + ":cancel", "").status())
        .isEqualTo(404);
    assertThat(api().client().post("/api/v1/tasks/nonsense:cancel", "").status()).isEqualTo(400);
  }

  @Test
  void a_filter_cancels_what_is_not_over_and_says_so_first() throws Exception {
    String tag = "many-" + UUID.randomUUID();
    List<SyncTask> queued = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      queued.add(Tasks.tagged(tag + "/" + i, tag, Instant.now().minusSeconds(i)));
    }
    SyncTask over = Tasks.tagged(tag + "/over", tag, Instant.now());
    SyncTask running = Tasks.tagged(tag + "/running", tag, Instant.now().minusSeconds(1_000));
    for (SyncTask task : queued) {
      var _ =
          api().publisher().publish(Topics.RECORDS, Messages.of((TaskFact) Tasks.planned(task)));
    }
    api()
        .tell(
            Tasks.planned(over),
            Tasks.done(over, TaskStatus.FAILED, Instant.now()),
            Tasks.started(running, AttemptId.random(), Instant.now()));
    String wish = "{\"filter\":{\"tag\":\"" + tag + "\"}";

    JsonNode preview =
        await()
            .atMost(RunningApi.PATIENCE)
            .until(
                () -> api().client().post("/api/v1/cancels", wish + ",\"dryRun\":true}").json(),
                found -> found.path("matched").asInt() == 701);
    assertThat(preview.path("byStatus").path(0).path("status").asText()).isEqualTo("queued");
    assertThat(preview.path("byStatus").path(0).path("count").asInt()).isEqualTo(700);

    ApiClient.Answer asked = api().client().post("/api/v1/cancels", wish + "}");
    assertThat(asked.status()).isEqualTo(202);
    JsonNode finished =
        await()
            .atMost(RunningApi.PATIENCE)
            .until(
                () -> api().client().get(asked.header("Location").orElseThrow()).json(),
                found -> found.path("state").asText().equals("finished"));

    assertThat(finished.path("matched").asInt()).isEqualTo(701);
    assertThat(finished.path("cancelled").asInt()).isEqualTo(701);
    assertThat(finished.path("tooLate").asInt()).isZero();
    api().awaitStatus(over.id(), "failed");
    assertThat(isToldFirst(running.id(), queued.stream().map(SyncTask::id).toList())).isTrue();
  }

  /** Whether the wish about the task comes before those about others on its partition. */
  private boolean isToldFirst(TaskId first, List<TaskId> others) throws Exception {
    Set<TaskId> told = new HashSet<>(others);
    Set<Integer> begun = new HashSet<>();
    for (ConsumerRecord<String, byte[]> record : read(Topics.CANCELS)) {
      TaskId task = Messages.readCancel(Headers.of(record), record.value()).taskId();
      if (task.equals(first)) {
        return !begun.contains(record.partition());
      }
      if (told.contains(task)) {
        begun.add(record.partition());
      }
    }
    return false;
  }

  @Test
  void named_tasks_are_cancelled_together() throws Exception {
    SyncTask one = fresh("one");
    SyncTask two = fresh("two");
    api().tell(Tasks.planned(one), Tasks.planned(two));
    api().awaitStatus(one.id(), "queued");
    api().awaitStatus(two.id(), "queued");

    ApiClient.Answer asked =
        api()
            .client()
            .post("/api/v1/cancels", "{\"taskIds\":[\"" + one.id() + "\",\"" + two.id() + "\"]}");

    assertThat(asked.status()).isEqualTo(202);
    assertThat(asked.json().path("cancelled").asInt()).isEqualTo(2);
    assertThat(asked.text("state")).isEqualTo("finished");
    assertThat(
            api().client().post("/api/v1/cancels", "{\"filter\":{\"status\":\"failed\"}}").status())
        .isEqualTo(422);
  }

  private ApiClient.Answer cancel(SyncTask task) throws Exception {
    return api().client().post("/api/v1/tasks/" + task.id() + ":cancel", "");
  }

  private static SyncTask fresh(String name) {
    return Tasks.task(name + "-" + UUID.randomUUID(), Instant.now());
  }

  private List<CancelRequested> wishes(TaskId id) throws Exception {
    List<CancelRequested> wishes = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : read(Topics.CANCELS)) {
      CancelRequested wish = Messages.readCancel(Headers.of(record), record.value());
      if (wish.taskId().equals(id)) {
        wishes.add(wish);
      }
    }
    return wishes;
  }

  private List<SyncTask> queued(TaskId id) throws Exception {
    List<SyncTask> tasks = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : read(Topics.tasks(Region.DEFAULT, Lane.SWIFT))) {
      SyncTask task = Messages.readTask(Headers.of(record), record.value());
      if (task.id().equals(id)) {
        tasks.add(task);
      }
    }
    return tasks;
  }

  private List<ConsumerRecord<String, byte[]>> read(String topic) {
    return TopicReader.read(api().config().kafka(), topic);
  }

  private RunningApi api() {
    return Objects.requireNonNull(api);
  }
}
