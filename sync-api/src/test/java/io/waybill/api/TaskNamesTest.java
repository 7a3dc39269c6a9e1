package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.AccessConfig;
import io.waybill.chassis.config.ApiConfig;
import io.waybill.chassis.config.CallerConfig;
import io.waybill.chassis.config.Role;
import io.waybill.chassis.config.Secret;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskDraft;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.tasks.Trigger;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tasks that are named by the beginning of their ids. */
@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskNamesTest {
  private static final String[] BOSS = token("boss");
  private static final String[] TEAM = token("team-a");

  private static final SyncTask ALONE = task("10000000-0000-5000-8000-000000000001", "team-a/one");

  /** Two that begin alike, of which the team sees one. */
  private static final SyncTask OURS = task("20000000-aaaa-5000-8000-000000000001", "team-a/two");

  private static final SyncTask THEIRS = task("20000000-bbbb-5000-8000-000000000001", "prod/two");

  private @Nullable RunningApi api;

  @BeforeAll
  void start(Servers servers) throws Exception {
    AccessConfig access =
        AccessConfig.of(
            caller("boss", Role.ADMIN), caller("team-a", Role.OPERATOR).in("team-a/**"));
    api =
        RunningApi.start(
            servers.config(servers.database()).withApi(new ApiConfig("127.0.0.1", 0, access)),
            RunningApi.QUICK);
    for (SyncTask task : new SyncTask[] {ALONE, OURS, THEIRS}) {
      api().tell(Tasks.planned(task), Tasks.done(task, TaskStatus.FAILED, Instant.now()));
      api().awaitStatus(task.id(), "failed", BOSS);
    }
  }

  @AfterAll
  void stop() {
    api().close();
  }

  @Test
  void a_record_is_found_by_the_beginning_of_its_id_and_a_few_characters_are_too_few()
      throws Exception {
    assertThat(record("10000000", BOSS).text("taskId")).isEqualTo(ALONE.id().toString());
    assertThat(record("20000000-AAAA-5", BOSS).text("taskId")).isEqualTo(OURS.id().toString());
    assertThat(record("30000000", BOSS).status()).isEqualTo(404);
    assertThat(record("30000000", BOSS).text("detail")).contains("begins with 30000000");
    for (String wrong : new String[] {"1000000", "10000000-0000-5000-8000-0000000000011", "prod"}) {
      assertThat(record(wrong, BOSS).status()).as(wrong).isEqualTo(400);
    }
    assertThat(record("prod", BOSS).text("detail"))
        .isEqualTo(
            "taskId must be a task's id, or at least the first 8 characters of it, not \"prod\".");
  }

  @Test
  void a_beginning_that_several_have_is_refused_with_their_ids_and_means_only_what_the_caller_sees()
      throws Exception {
    ApiClient.Answer ambiguous = record("20000000", BOSS);

    assertThat(ambiguous.status()).isEqualTo(400);
    assertThat(ambiguous.text("detail"))
        .isEqualTo(
            "2 tasks have an id that begins with 20000000 (%s, %s): give more of it."
                .formatted(OURS.id(), THEIRS.id()));
    assertThat(record("20000000", TEAM).text("taskId")).isEqualTo(OURS.id().toString());
    assertThat(record("20000000-bbbb", TEAM).status()).isEqualTo(404);
  }

  @Test
  void replays_and_cancels_take_beginnings_too_and_do_nothing_where_one_is_not_clear()
      throws Exception {
    ApiClient.Answer replay = post("replays", "\"10000000\",\"" + OURS.id() + "\"", BOSS);
    ApiClient.Answer unclear = post("replays", "\"10000000\",\"20000000\"", BOSS);
    ApiClient.Answer unknown = post("cancels", "\"10000000\",\"30000000\"", BOSS);
    ApiClient.Answer cancel = post("cancels", "\"20000000\"", TEAM);
    ApiClient.Answer one = api().client().post("/api/v1/tasks/10000000:cancel", "", BOSS);

    assertThat(replay.status()).as(replay.response().body()).isEqualTo(202);
    assertThat(replay.json().path("counts").path("matched").asInt()).isEqualTo(2);
    assertThat(unclear.status()).isEqualTo(422);
    assertThat(unclear.text("key")).isEqualTo("taskIds");
    assertThat(unclear.text("detail")).startsWith("2 tasks have an id that begins with 20000000");
    assertThat(unknown.status()).isEqualTo(404);
    assertThat(cancel.status()).isEqualTo(202);
    assertThat(one.status()).isEqualTo(409);
    assertThat(one.text("detail")).contains(ALONE.id().toString());
  }

  private ApiClient.Answer record(String name, String[] caller) throws Exception {
    return api().client().get("/api/v1/records/" + name, caller);
  }

  private ApiClient.Answer post(String what, String names, String[] caller) throws Exception {
    return api().client().post("/api/v1/" + what, "{\"taskIds\":[" + names + "]}", caller);
  }

  private static SyncTask task(String id, String repository) {
    Reference source = Reference.parse("here/" + repository + ":v1");
    Reference target = Reference.parse("there/" + repository + ":v1");
    return new TaskDraft(EventId.hash(id), source, target, Instant.now())
        .id(TaskId.parse(id))
        .trigger(Trigger.EVENT)
        .ruleId(Tasks.RULE)
        .ruleName("prod-to-there")
        .build();
  }

  private static CallerConfig caller(String name, Role role) {
    return CallerConfig.of(name, Secret.of(name + "-token-of-this-test"), role);
  }

  private static String[] token(String name) {
    return new String[] {"Authorization", "Bearer " + name + "-token-of-this-test"};
  }

  private RunningApi api() {
    return Objects.requireNonNull(api);
  }
}
