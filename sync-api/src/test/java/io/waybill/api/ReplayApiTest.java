package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.chassis.kafka.Headers;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.tasks.Trigger;
import io.waybill.schemas.wire.Message;
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
class ReplayApiTest {
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
  void a_named_task_is_done_again_as_a_new_one_and_both_name_each_other() throws Exception {
    SyncTask task = fresh("named");
    succeed(task);
    String body = "{\"taskIds\":[\"" + task.id() + "\"]}";

    ApiClient.Answer first =
        api().client().post("/api/v1/replays", body, "Idempotency-Key", "again");
    ApiClient.Answer second =
        api().client().post("/api/v1/replays", body, "Idempotency-Key", "again");

    assertThat(first.status()).isEqualTo(202);
    assertThat(second.text("id")).isEqualTo(first.text("id"));
    JsonNode replay = awaitState(first.header("Location").orElseThrow(), "queued");
    assertThat(replay.path("counts").path("queued").asInt()).isEqualTo(1);
    TaskId made = made(first.text("id")).getFirst();
    JsonNode record = api().client().get("/api/v1/records/" + made).json();
    assertThat(record.path("replayOf").asText()).isEqualTo(task.id().toString());
    assertThat(record.path("trigger").asText()).isEqualTo("replay");
    assertThat(record.path("status").asText()).isEqualTo("queued");
    assertThat(api().client().get("/api/v1/records/" + task.id()).json().path("replays"))
        .extracting(JsonNode::asText)
        .containsExactly(made.toString());
    assertThat(queued(Set.of(made)))
        .singleElement()
        .satisfies(
            queued -> {
              assertThat(queued.trigger()).isEqualTo(Trigger.REPLAY);
              assertThat(queued.replayOf()).isEqualTo(task.id());
              assertThat(queued.target()).isEqualTo(task.target());
            });

    succeed(queued(Set.of(made)).getFirst());

    JsonNode counts = awaitState(first.header("Location").orElseThrow(), "finished").path("counts");
    assertThat(counts.path("open").asInt()).isZero();
    assertThat(counts.path("succeeded").asInt()).isEqualTo(1);
    await()
        .atMost(RunningApi.PATIENCE)
        .until(
            () ->
                api()
                    .client()
                    .get("/api/v1/replays")
                    .json()
                    .path("items")
                    .valueStream()
                    .filter(one -> one.path("id").equals(first.json().path("id")))
                    .allMatch(one -> one.path("state").asText().equals("finished")));
  }

  @Test
  void a_filter_replays_the_newest_of_each_rule_and_target_and_nothing_that_comes_later()
      throws Exception {
    String name = unique("filtered");
    SyncTask older = task(name, -60);
    SyncTask newer = Tasks.ofEvent(task(name, -30), unique("newer"));
    SyncTask another = task(name + "/other", -20);
    fail(older);
    fail(newer);
    fail(another);
    String tag = "{\"filter\":{\"code\":\"NETWORK\",\"tag\":\"" + tagOf(name) + "\"}";

    ApiClient.Answer preview = api().client().post("/api/v1/replays", tag + ",\"dryRun\":true}");

    assertThat(preview.status()).isEqualTo(200);
    assertThat(preview.json().path("matched").asInt()).isEqualTo(3);
    assertThat(preview.json().path("collapsed").asInt()).isEqualTo(1);
    assertThat(preview.json().path("selected").asInt()).isEqualTo(2);
    assertThat(preview.json().path("byCode").path(0).path("code").asText()).isEqualTo("NETWORK");
    assertThat(preview.json().path("byRule").path(0).path("count").asInt()).isEqualTo(2);
    assertThat(preview.json().path("sample")).hasSize(3);
    assertThat(
            api()
                .client()
                .get("/api/v1/records?trigger=replay&tag=" + tagOf(name))
                .json()
                .path("items"))
        .isEmpty();

    ApiClient.Answer asked = api().client().post("/api/v1/replays", tag + "}");
    JsonNode replay = awaitState(asked.header("Location").orElseThrow(), "queued");

    assertThat(replay.path("filter").path("status").path(0).asText()).isEqualTo("failed");
    assertThat(replay.path("filter").path("until").path(0).asText())
        .isEqualTo(replay.path("askedAt").asText());
    assertThat(replay.path("counts").path("matched").asInt()).isEqualTo(3);
    assertThat(replay.path("counts").path("collapsed").asInt()).isEqualTo(1);
    assertThat(queued(Set.copyOf(made(asked.text("id")))))
        .extracting(SyncTask::replayOf)
        .containsExactlyInAnyOrder(newer.id(), another.id());

    ApiClient.Answer again = api().client().post("/api/v1/replays", tag + "}");
    JsonNode nothing = awaitState(again.header("Location").orElseThrow(), "finished");

    assertThat(nothing.path("counts").path("alreadyReplayed").asInt()).isEqualTo(2);
    assertThat(nothing.path("counts").path("queued").asInt()).isZero();
  }

  @Test
  void a_replay_that_failed_is_replayed_in_place_of_its_original() throws Exception {
    String name = unique("chain");
    SyncTask task = task(name, -60);
    fail(task);
    String wish = "{\"filter\":{\"tag\":\"" + tagOf(name) + "\"}}";
    ApiClient.Answer first = api().client().post("/api/v1/replays", wish);
    awaitState(first.header("Location").orElseThrow(), "queued");
    TaskId failed = made(first.text("id")).getFirst();
    fail(queued(Set.of(failed)).getFirst());

    ApiClient.Answer second = api().client().post("/api/v1/replays", wish);
    awaitState(second.header("Location").orElseThrow(), "queued");

    assertThat(queued(Set.copyOf(made(second.text("id")))))
        .singleElement()
        .extracting(SyncTask::replayOf)
        .isEqualTo(failed);
  }

  @Test
  void a_named_task_is_not_done_twice_at_a_time_and_once_more_when_that_is_over() throws Exception {
    SyncTask task = fresh("named-twice");
    succeed(task);
    String id = "\"" + task.id() + "\"";
    String wish = "{\"taskIds\":[" + id + "," + id + "]}";

    JsonNode first = settled(api().client().post("/api/v1/replays", wish));
    JsonNode second = settled(api().client().post("/api/v1/replays", wish));

    assertThat(first.path("counts").path("queued").asInt()).isEqualTo(1);
    assertThat(second.path("counts").path("queued").asInt()).isZero();
    assertThat(second.path("counts").path("alreadyReplayed").asInt()).isEqualTo(1);

    succeed(queued(Set.copyOf(made(first.path("id").asText()))).getFirst());
    JsonNode third = settled(api().client().post("/api/v1/replays", wish));

    assertThat(third.path("counts").path("queued").asInt()).isEqualTo(1);
  }

  @Test
  void what_cannot_be_done_any_more_is_counted_with_the_reason_and_the_rest_goes_on()
      throws Exception {
    String name = unique("vanished");
    SyncTask good = task(name, -10);
    SyncTask gone = task(name + "/gone", -20).draft().region(Region.of("atlantis")).build();
    fail(good);
    fail(gone);
    String wish = "{\"filter\":{\"tag\":\"" + tagOf(name) + "\"}";

    ApiClient.Answer preview = api().client().post("/api/v1/replays", wish + ",\"dryRun\":true}");
    assertThat(preview.json().path("refused").asInt()).isEqualTo(1);
    ApiClient.Answer asked = api().client().post("/api/v1/replays", wish + "}");
    JsonNode replay = awaitState(asked.header("Location").orElseThrow(), "queued");

    assertThat(replay.path("counts").path("queued").asInt()).isEqualTo(1);
    assertThat(replay.path("counts").path("refused").asInt()).isEqualTo(1);
    assertThat(replay.path("refusals").path(0).path("reason").asText()).contains("region atlantis");
  }

  @Test
  void a_wish_that_makes_no_sense_is_refused_with_what_to_do() throws Exception {
    assertRefused("{}", 422, "taskIds or a filter");
    assertRefused("{\"taskIds\":[]}", 422, "1 to 1000");
    assertRefused("{\"filter\":{\"stauts\":\"failed\"}}", 422, "known are code, event");
    assertRefused("{\"filter\":{\"status\":\"gone\"}}", 422, "queued, running");
    assertRefused("{\"filter\":{\"code\":7}}", 422, "filter.code must be a text");
    assertRefused("{\"filter\":\"failed\"}", 422, "must be an object");
    assertRefused("{\"taskIds\":[\"" + UUID.randomUUID() + "\"]}", 404, "no record");
    assertThat(api().client().get("/api/v1/replays/" + UUID.randomUUID()).status()).isEqualTo(404);
    assertThat(api().client().get("/api/v1/replays/nonsense").status()).isEqualTo(400);
  }

  @Test
  void replays_are_listed_the_newest_first_in_pages() throws Exception {
    SyncTask task = fresh("listed");
    succeed(task);
    List<String> asked = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      asked.addFirst(
          api()
              .client()
              .post("/api/v1/replays", "{\"taskIds\":[\"" + task.id() + "\"]}")
              .text("id"));
    }

    List<String> listed = new ArrayList<>();
    String cursor = "";
    do {
      ApiClient.Answer page = api().client().get("/api/v1/replays?limit=2" + cursor);
      page.json().path("items").forEach(item -> listed.add(item.path("id").asText()));
      cursor = page.json().has("nextCursor") ? "&cursor=" + page.text("nextCursor") : "";
    } while (!cursor.isEmpty());

    assertThat(listed).doesNotHaveDuplicates().containsSubsequence(asked);
  }

  @Test
  void a_thousand_tasks_are_each_done_once_though_the_api_is_stopped_half_way() throws Exception {
    String name = unique("many");
    List<SyncTask> tasks = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      tasks.add(task(name + "/" + i, -1_000 + i));
    }
    failAll(tasks);
    await()
        .atMost(RunningApi.PATIENCE)
        .until(() -> previewed(name), selected -> selected == tasks.size());
    ApiClient.Answer asked =
        api()
            .client()
            .post(
                "/api/v1/replays",
                "{\"filter\":{\"tag\":\"" + tagOf(name) + "\"}}",
                "Idempotency-Key",
                "many");
    await()
        .atMost(RunningApi.PATIENCE)
        .pollInterval(Duration.ofMillis(1))
        .until(
            () -> api().client().get("/api/v1/replays/" + asked.text("id")).json().path("counts"),
            counts -> counts.path("queued").asInt() > 0);

    api().restart();

    JsonNode replay = awaitState("/api/v1/replays/" + asked.text("id"), "queued");
    assertThat(replay.path("counts").path("queued").asInt()).isEqualTo(1_000);
    assertThat(made(asked.text("id"))).hasSize(1_000).doesNotHaveDuplicates();
    assertThat(queued(Set.copyOf(made(asked.text("id")))))
        .extracting(SyncTask::replayOf)
        .containsAll(tasks.stream().map(SyncTask::id).toList());
  }

  private int previewed(String name) throws Exception {
    return api()
        .client()
        .post("/api/v1/replays", "{\"dryRun\":true,\"filter\":{\"tag\":\"" + tagOf(name) + "\"}}")
        .json()
        .path("selected")
        .asInt();
  }

  private void assertRefused(String body, int status, String words) throws Exception {
    ApiClient.Answer answer = api().client().post("/api/v1/replays", body);
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(status);
    assertThat(answer.text("detail")).contains(words);
  }

  private static String unique(String name) {
    return name + "-" + UUID.randomUUID();
  }

  private static String tagOf(String name) {
    return name.replaceAll("/.*", "");
  }

  private static SyncTask fresh(String name) {
    return task(unique(name), 0);
  }

  /** A task planned then, whose tag is the first part of the name. */
  private static SyncTask task(String name, long secondsFromNow) {
    return Tasks.tagged(name, tagOf(name), Instant.now().plusSeconds(secondsFromNow));
  }

  private void succeed(SyncTask task) throws Exception {
    AttemptId id = AttemptId.random();
    Instant now = Instant.now();
    api()
        .tell(
            Tasks.planned(task),
            Tasks.started(task, id, now),
            Tasks.ended(task, id, now, now, AttemptOutcome.COPIED),
            Tasks.done(task, TaskStatus.SUCCEEDED, now));
    api().awaitStatus(task.id(), "succeeded");
  }

  private void fail(SyncTask task) throws Exception {
    failAll(List.of(task));
    api().awaitStatus(task.id(), "failed");
  }

  private void failAll(List<SyncTask> tasks) throws Exception {
    List<Message> facts = new ArrayList<>();
    for (SyncTask task : tasks) {
      Failure failure = Failure.of(FailureCode.NETWORK, "It broke.");
      facts.add(Messages.of((TaskFact) Tasks.planned(task)));
      facts.add(
          Messages.of(
              (TaskFact)
                  new TaskDone(task.id(), TaskStatus.FAILED, null, failure, task.plannedAt())));
    }
    api().publisher().publishAndWait(Topics.RECORDS, facts.toArray(Message[]::new));
  }

  /** The replay, when nothing of it is still to be queued. */
  private JsonNode settled(ApiClient.Answer asked) {
    return await()
        .atMost(RunningApi.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> api().client().get(asked.header("Location").orElseThrow()).json(),
            found -> Set.of("queued", "finished").contains(found.path("state").asText()));
  }

  private JsonNode awaitState(String replay, String state) {
    return await()
        .atMost(RunningApi.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> api().client().get(replay).json(),
            found -> found.path("state").asText().equals(state));
  }

  /** The tasks that a replay made. */
  private List<TaskId> made(String replay) throws Exception {
    List<TaskId> made = new ArrayList<>();
    String cursor = "";
    do {
      ApiClient.Answer page =
          api().client().get("/api/v1/replays/" + replay + "/tasks?limit=500" + cursor);
      page.json()
          .path("items")
          .forEach(
              item -> {
                if (item.has("taskId")) {
                  made.add(TaskId.parse(item.path("taskId").asText()));
                }
              });
      cursor = page.json().has("nextCursor") ? "&cursor=" + page.text("nextCursor") : "";
    } while (!cursor.isEmpty());
    return made;
  }

  private List<SyncTask> queued(Set<TaskId> ids) throws Exception {
    List<SyncTask> tasks = new ArrayList<>();
    Set<TaskId> seen = new HashSet<>();
    for (ConsumerRecord<String, byte[]> record :
        TopicReader.read(api().config().kafka(), Topics.tasks(Region.DEFAULT, Lane.SWIFT))) {
      SyncTask task = Messages.readTask(Headers.of(record), record.value());
      if (ids.contains(task.id()) && seen.add(task.id())) {
        tasks.add(task);
      }
    }
    return tasks;
  }

  private RunningApi api() {
    return Objects.requireNonNull(api);
  }
}
