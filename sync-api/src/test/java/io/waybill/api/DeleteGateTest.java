package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.events.ImageDeleted;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.records.Transfer;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.tasks.Deletion;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskAction;
import io.waybill.schemas.tasks.TaskDraft;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.tasks.Trigger;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of planned deletes before a worker sees them. */
@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeleteGateTest {
  private static final Timing QUICK =
      new Timing(
              Duration.ofMillis(100),
              Duration.ofSeconds(1),
              Duration.ofSeconds(30),
              Duration.ofMinutes(10))
          .withDeletes(Duration.ofMillis(500));

  private @Nullable RunningApi api;

  @BeforeAll
  void start(Servers servers) throws Exception {
    api = RunningApi.start(servers.config(servers.database()), QUICK);
  }

  @AfterAll
  void stop() {
    api().close();
  }

  @Test
  void a_few_deletes_go_to_the_queue_with_what_history_knows() throws Exception {
    JsonNode rule = makeRule("few", "");
    copied(rule, "few", "v1");

    SyncTask held = held(rule, "few", "v1");
    api().tell(planned(held));

    SyncTask queued = awaitQueued(held.id());
    assertThat(queued.waitsForRelease()).isFalse();
    assertThat(Objects.requireNonNull(queued.deletion()).digestsLeft())
        .containsExactly(digest("few", "v1"));
    assertThat(queued.deletion().releasedBy()).isNull();
    api().awaitStatus(held.id(), "queued");
    assertThat(api().record(held.id()).path("action").asText()).isEqualTo("delete");
    assertThat(deletes("few").path("held").asBoolean()).isFalse();
    assertThat(deletes("few").path("releasedLastHour").asInt()).isEqualTo(1);
  }

  @Test
  void more_than_the_brake_allows_wait_for_a_person_who_lets_them_go() throws Exception {
    JsonNode rule = makeRule("many", ", \"brake\": { \"count\": 5 }");
    List<SyncTask> tasks = hold(rule, "many", 12);

    awaitHeld("many", 12);

    assertThat(deletes("many").path("reason").asText())
        .isEqualTo("12 tags would be deleted within an hour, and the limit is 5");
    assertThat(queued()).doesNotContainAnyElementsOf(ids(tasks));
    assertThat(api().record(tasks.getFirst().id()).path("status").asText()).isEqualTo("held");
    assertThat(
            api()
                .client()
                .get("/api/v1/rules/many")
                .json()
                .path("deletesHeld")
                .path("waiting")
                .asInt())
        .isEqualTo(12);
    assertThat(api().client().get("/metrics").response().body())
        .containsPattern("waybill_deletes_held\\{[^}]*} [1-9]");
    assertThat(api().client().get("/health/ready").response().body())
        .contains("deletes wait for a person");

    ApiClient.Answer released = api().client().post("/api/v1/rules/many/deletes:release", "");

    assertThat(released.status()).as(released.response().body()).isEqualTo(200);
    assertThat(released.json().path("released").asInt()).isEqualTo(12);
    await()
        .atMost(RunningApi.PATIENCE)
        .untilAsserted(() -> assertThat(queued()).containsAll(ids(tasks)));
    assertThat(awaitQueued(tasks.getFirst().id()).deletion())
        .extracting(Deletion::releasedBy)
        .isEqualTo("anyone");
    await()
        .atMost(RunningApi.PATIENCE)
        .untilAsserted(() -> assertThat(deletes("many").path("waiting").asInt()).isZero());
    assertThat(deletes("many").path("held").asBoolean()).isFalse();

    SyncTask next = held(rule, "many", "after");
    api().tell(planned(next));
    awaitQueued(next.id());
  }

  @Test
  void a_share_is_of_the_tags_that_are_left_and_not_of_all_that_ever_were() throws Exception {
    JsonNode rule = makeRule("churn", ", \"brake\": { \"count\": 5 }");
    copied(rule, "churn", IntStream.range(0, 60).mapToObj(i -> "t" + i).toList());
    List<SyncTask> gone = hold(rule, "churn", 48);
    awaitHeld("churn", 48);
    api().client().post("/api/v1/rules/churn/deletes:release", "");
    awaitQueued(gone.getLast().id());
    for (SyncTask task : gone) {
      AttemptId attempt = AttemptId.random();
      Instant now = Instant.now();
      api()
          .tell(
              Tasks.started(task, attempt, now),
              Tasks.ended(task, attempt, now, now, AttemptOutcome.DELETED),
              new TaskDone(task.id(), TaskStatus.SUCCEEDED, null, null, now));
    }
    for (SyncTask task : gone) {
      api().awaitStatus(task.id(), "succeeded");
    }

    for (int i = 50; i < 55; i++) {
      api().tell(planned(held(rule, "churn", "t" + i)));
    }

    awaitHeld("churn", 5);
    assertThat(deletes("churn").path("reason").asText()).contains("5 of the 12 tags");
  }

  @Test
  void what_a_person_discards_is_recorded_and_never_queued() throws Exception {
    JsonNode rule = makeRule("unwanted", ", \"brake\": { \"count\": 0 }");
    List<SyncTask> tasks = hold(rule, "unwanted", 2);
    awaitHeld("unwanted", 2);

    ApiClient.Answer discarded = api().client().post("/api/v1/rules/unwanted/deletes:discard", "");

    assertThat(discarded.json().path("discarded").asInt()).isEqualTo(2);
    for (SyncTask task : tasks) {
      api().awaitStatus(task.id(), "cancelled");
      assertThat(api().record(task.id()).path("failure").path("reason").asText())
          .contains("anyone discarded it");
    }
    assertThat(queued()).doesNotContainAnyElementsOf(ids(tasks));
  }

  @Test
  void what_comes_while_the_brake_is_on_waits_as_well_and_a_redelivery_counts_once()
      throws Exception {
    JsonNode rule = makeRule("more", ", \"brake\": { \"count\": 2 }");
    List<SyncTask> tasks = hold(rule, "more", 3);
    awaitHeld("more", 3);

    api().tell(planned(tasks.getFirst()));
    api().tell(planned(held(rule, "more", "late")));

    awaitHeld("more", 4);
    assertThat(deletes("more").path("held").asBoolean()).isTrue();
  }

  @Test
  void a_person_lets_go_what_they_have_seen_and_nothing_that_came_later() throws Exception {
    JsonNode rule = makeRule("seen", ", \"brake\": { \"count\": 2 }");
    List<SyncTask> seen = hold(rule, "seen", 3);
    awaitHeld("seen", 3);
    String shown = deletes("seen").path("heldUntil").asText();
    assertThat(
            api().client().get("/api/v1/rules/seen").json().path("deletesHeld").path("heldUntil"))
        .isEqualTo(deletes("seen").path("heldUntil"));
    SyncTask later = held(rule, "seen", "later");
    api().tell(planned(later));
    awaitHeld("seen", 4);

    ApiClient.Answer released = release("seen", shown);

    assertThat(released.json().path("released").asInt()).isEqualTo(3);
    assertThat(released.json().path("deletes").path("held").asBoolean()).isTrue();
    await()
        .atMost(RunningApi.PATIENCE)
        .untilAsserted(() -> assertThat(queued()).containsAll(ids(seen)));
    awaitHeld("seen", 1);
    assertThat(queued()).doesNotContain(later.id());

    assertThat(release("seen", shown).json().path("released").asInt()).isZero();
    assertThat(deletes("seen").path("held").asBoolean()).isTrue();
    release("seen", deletes("seen").path("heldUntil").asText());
    awaitQueued(later.id());
    assertThat(deletes("seen").path("held").asBoolean()).isFalse();
  }

  @Test
  void deletes_of_a_rule_that_does_not_propagate_any_more_are_cancelled() throws Exception {
    JsonNode rule = makeRule("changed", ", \"brake\": { \"count\": 0 }");
    List<SyncTask> tasks = hold(rule, "changed", 1);
    awaitHeld("changed", 1);

    String ignoring = spec("changed", "\"ignore\"");
    assertThat(api().client().put("/api/v1/rules/changed", ignoring).status()).isEqualTo(200);

    api().awaitStatus(tasks.getFirst().id(), "cancelled");
  }

  @Test
  void a_deleted_digest_is_planned_for_each_tag_that_had_it() throws Exception {
    JsonNode rule = makeRule("digest", "");
    copied(rule, "digest", "v1");
    copied(rule, "digest", "v2");
    copied(rule, "digest", "moved", digest("digest", "v1"));
    copied(rule, "digest", "moved");
    EventId event = EventId.hash("deleted", UUID.randomUUID().toString());

    api()
        .publisher()
        .publishAndWait(
            Topics.EVENTS, Messages.of(deleted(event, "here/digest/app", digest("digest", "v1"))));

    TaskId expected =
        TaskId.of(
            event,
            RuleId.parse(rule.path("id").asText()),
            Reference.parse("there/mirror/digest/app:v1"));
    SyncTask queued = awaitQueued(expected);
    assertThat(queued.source().text()).isEqualTo("here/digest/app:v1");
    assertThat(records("event=" + event)).hasSize(1);
  }

  @Test
  void a_whole_repository_always_waits_for_a_person() throws Exception {
    JsonNode rule = makeRule("whole", "");
    copied(rule, "whole", "v1");
    copied(rule, "whole", "v2");
    EventId event = EventId.hash("deleted", UUID.randomUUID().toString());

    api()
        .publisher()
        .publishAndWait(Topics.EVENTS, Messages.of(deleted(event, "here/whole/app", null)));

    awaitHeld("whole", 2);
    assertThat(deletes("whole").path("reason").asText()).contains("whole repository");
  }

  @Test
  void a_tag_that_the_rule_protects_is_recorded_and_stays() throws Exception {
    JsonNode rule = makeRule("guarded", ", \"protectTags\": \"v*\"");
    copied(rule, "guarded", "v1");
    EventId event = EventId.hash("deleted", UUID.randomUUID().toString());

    api()
        .publisher()
        .publishAndWait(
            Topics.EVENTS,
            Messages.of(deleted(event, "here/guarded/app", digest("guarded", "v1"))));

    await()
        .atMost(RunningApi.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(records("event=" + event))
                    .singleElement()
                    .extracting(
                        record -> record.path("status").asText(),
                        record -> record.path("failure").path("code").asText())
                    .containsExactly("cancelled", "TAG_PROTECTED"));
  }

  @Test
  void two_processes_queue_each_delete_and_none_is_lost_when_one_of_them_ends() throws Exception {
    JsonNode rule = makeRule("shared", ", \"brake\": { \"count\": 100, \"percent\": 100 }");
    List<SyncTask> tasks = new ArrayList<>();
    try (Api second = Api.start(api().config(), QUICK)) {
      assertThat(second.port()).isPositive();
      tasks.addAll(hold(rule, "shared", 20));
    }
    await()
        .atMost(RunningApi.PATIENCE)
        .untilAsserted(() -> assertThat(queued()).containsAll(ids(tasks)));
  }

  @Test
  void a_replay_of_a_delete_waits_for_the_gate_once_more() throws Exception {
    JsonNode rule = makeRule("again", ", \"brake\": { \"count\": 0 }");
    SyncTask first = hold(rule, "again", 1).getFirst();
    awaitHeld("again", 1);
    api().client().post("/api/v1/rules/again/deletes:release", "");
    fail(awaitQueued(first.id()));

    String wish = "{\"taskIds\":[\"" + first.id() + "\"]}";
    String replay = api().client().post("/api/v1/replays", wish).text("id");
    TaskId again = TaskId.replayOf(first.id(), replay);

    awaitHeld("again", 1);
    assertThat(api().record(again).path("status").asText()).isEqualTo("held");
    assertThat(queued()).doesNotContain(again);
    api().client().post("/api/v1/rules/again/deletes:release", "");
    assertThat(awaitQueued(again).waitsForRelease()).isFalse();
    assertThat(awaitQueued(again).deletion()).extracting(Deletion::releasedBy).isEqualTo("anyone");
    JsonNode counts = api().client().get("/api/v1/replays/" + replay).json().path("counts");
    assertThat(counts.path("queued").asInt()).isEqualTo(1);
  }

  @Test
  void a_decision_about_no_rule_is_refused() throws Exception {
    assertThat(api().client().get("/api/v1/rules/none/deletes").status()).isEqualTo(404);
    assertThat(api().client().post("/api/v1/rules/none/deletes:release", "").status())
        .isEqualTo(404);
    assertThat(api().client().post("/api/v1/rules/none/deletes:discard", "").status())
        .isEqualTo(404);
  }

  private JsonNode makeRule(String name, String more) throws Exception {
    String deletes = "{ \"policy\": \"propagate\"" + more + " }";
    ApiClient.Answer made = api().client().post("/api/v1/rules", spec(name, deletes));
    assertThat(made.status()).as(made.response().body()).isEqualTo(201);
    return made.json();
  }

  private static String spec(String name, String deletes) {
    return """
    { "name": "%s", "source": { "registry": "here", "repositories": "%s/**" },
      "targets": [ { "registry": "there", "repository": "mirror/{repository}" } ],
      "deletes": %s }
    """
        .formatted(name, name, deletes);
  }

  private static SyncTask copy(JsonNode rule, String name, String tag) {
    Reference target = Reference.parse("there/mirror/" + name + "/app:" + tag);
    EventId event = EventId.hash("event", UUID.randomUUID().toString());
    RuleId id = RuleId.parse(rule.path("id").asText());
    return new TaskDraft(
            event, Reference.parse("here/" + name + "/app:" + tag), target, Instant.now())
        .id(TaskId.of(event, id, target))
        .trigger(Trigger.EVENT)
        .ruleId(id)
        .ruleName(name)
        .build();
  }

  private static SyncTask held(JsonNode rule, String name, String tag) {
    return copy(rule, name, tag).draft().action(TaskAction.DELETE).deletion(Deletion.HELD).build();
  }

  private List<SyncTask> hold(JsonNode rule, String name, int count) throws Exception {
    List<SyncTask> tasks =
        IntStream.range(0, count).mapToObj(i -> held(rule, name, "t" + i)).toList();
    for (SyncTask task : tasks) {
      api().tell(planned(task));
    }
    return tasks;
  }

  private static TaskFact planned(SyncTask task) {
    return Tasks.planned(task);
  }

  private static Digest digest(String name, String tag) {
    return Digest.sha256((name + ":" + tag).getBytes(StandardCharsets.UTF_8));
  }

  /** The rule has put the tag there. */
  private void copied(JsonNode rule, String name, String tag) throws Exception {
    copied(rule, name, List.of(tag));
  }

  private void copied(JsonNode rule, String name, List<String> tags) throws Exception {
    List<TaskId> copies = new ArrayList<>();
    for (String tag : tags) {
      copies.add(tellOfCopy(rule, name, tag, digest(name, tag)));
    }
    for (TaskId copy : copies) {
      api().awaitStatus(copy, "succeeded");
    }
  }

  private void copied(JsonNode rule, String name, String tag, Digest digest) throws Exception {
    api().awaitStatus(tellOfCopy(rule, name, tag, digest), "succeeded");
  }

  private TaskId tellOfCopy(JsonNode rule, String name, String tag, Digest digest)
      throws Exception {
    SyncTask task = copy(rule, name, tag);
    AttemptId attempt = AttemptId.random();
    Instant now = Instant.now();
    api()
        .tell(
            Tasks.started(task, attempt, now),
            new AttemptEnded(
                task.id(),
                attempt,
                "worker-1",
                now,
                now,
                AttemptOutcome.COPIED,
                null,
                digest,
                Transfer.NONE,
                Phases.NONE,
                0,
                null,
                null),
            new TaskDone(task.id(), TaskStatus.SUCCEEDED, digest, null, now));
    return task.id();
  }

  /** A worker tries the task in vain. */
  private void fail(SyncTask task) throws Exception {
    AttemptId attempt = AttemptId.random();
    Instant now = Instant.now();
    api()
        .tell(
            Tasks.started(task, attempt, now),
            Tasks.ended(task, attempt, now, now, AttemptOutcome.FAILED),
            Tasks.done(task, TaskStatus.FAILED, now));
    api().awaitStatus(task.id(), "failed");
  }

  private static ImageDeleted deleted(EventId event, String repository, @Nullable Digest digest) {
    Instant now = Instant.now();
    return new ImageDeleted(
        event, Repository.parse(repository), null, digest, null, now, now, "/webhooks/test");
  }

  private List<JsonNode> records(String query) throws Exception {
    List<JsonNode> records = new ArrayList<>();
    api().client().get("/api/v1/records?" + query).json().path("items").forEach(records::add);
    return records;
  }

  private JsonNode deletes(String rule) throws Exception {
    return api().client().get("/api/v1/rules/" + rule + "/deletes").json();
  }

  private ApiClient.Answer release(String rule, String heldUntil) throws Exception {
    String seen = "{\"heldUntil\":\"" + heldUntil + "\"}";
    return api().client().post("/api/v1/rules/" + rule + "/deletes:release", seen);
  }

  private void awaitHeld(String rule, int count) {
    await()
        .atMost(RunningApi.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(deletes(rule).path("waiting").asInt()).isEqualTo(count);
              assertThat(deletes(rule).path("held").asBoolean()).isTrue();
            });
  }

  private SyncTask awaitQueued(TaskId id) {
    await().atMost(RunningApi.PATIENCE).untilAsserted(() -> assertThat(queued()).contains(id));
    try {
      return api().queued().stream().filter(task -> task.id().equals(id)).findFirst().orElseThrow();
    } catch (Exception unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  private List<TaskId> queued() throws Exception {
    return ids(api().queued());
  }

  private static List<TaskId> ids(List<SyncTask> tasks) {
    return tasks.stream().map(SyncTask::id).toList();
  }

  private RunningApi api() {
    return Objects.requireNonNull(api);
  }
}
