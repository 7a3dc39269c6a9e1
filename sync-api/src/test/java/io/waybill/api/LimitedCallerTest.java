package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.chassis.config.AccessConfig;
import io.waybill.chassis.config.ApiConfig;
import io.waybill.chassis.config.CallerConfig;
import io.waybill.chassis.config.Role;
import io.waybill.chassis.config.Secret;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskDraft;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.tasks.Trigger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What callers can do who are limited to some repositories, with their own and with others'. */
@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LimitedCallerTest {
  private static final String[] BOSS = token("boss");

  /** An operator of team-a's repositories. */
  private static final String[] TEAM = token("team-a");

  /** Somebody else with the same limit. */
  private static final String[] MATE = token("team-a-too");

  /** An operator of everything in one registry, which no other class' tasks name. */
  private static final String[] EAST = token("east");

  private @Nullable RunningApi api;

  @BeforeAll
  void start(Servers servers) throws Exception {
    WaybillConfig config =
        servers
            .config(servers.database())
            .withApi(
                new ApiConfig(
                    "127.0.0.1",
                    0,
                    AccessConfig.of(
                        caller("boss", Role.ADMIN),
                        caller("team-a", Role.OPERATOR).in("team-a/**", "tools/cc"),
                        caller("team-a-too", Role.OPERATOR).in("tools/cc", "team-a/**"),
                        new CallerConfig(
                            "east",
                            Secret.of("east-token-of-this-test"),
                            Role.OPERATOR,
                            List.of(Registry.of("east")),
                            List.of()))));
    api = RunningApi.start(config, RunningApi.QUICK);
  }

  @AfterAll
  void stop() {
    api().close();
  }

  @Test
  void they_replay_by_id_what_is_theirs_and_nothing_else() throws Exception {
    SyncTask theirs = task("here/team-a/", "there/team-a/");
    SyncTask half = task("here/team-a/", "there/prod/");
    SyncTask foreign = task("here/prod/", "there/prod/");
    fail(theirs, half, foreign);

    assertThat(replay(TEAM, foreign.id()).status()).isEqualTo(404);
    assertThat(replay(TEAM, foreign.id()).text("detail"))
        .isEqualTo(
            replay(TEAM, TaskId.parse(UUID.randomUUID().toString()))
                .text("detail")
                .replaceAll("task [-0-9a-f]*", "task " + foreign.id()));
    ApiClient.Answer refused = replay(TEAM, half.id(), theirs.id());
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text("detail")).contains("the target " + half.target().text());

    JsonNode both = done(TEAM, replay(TEAM, theirs.id(), foreign.id()));

    assertThat(both.path("counts").path("queued").asInt()).isEqualTo(1);
    assertThat(both.path("refusals").path(0).path("reason").asText())
        .isEqualTo("There is no record of the task.");
    assertThat(replays(theirs)).hasSize(1);
    assertThat(replays(half)).isEmpty();
    assertThat(replays(foreign)).isEmpty();
  }

  @Test
  void they_replay_by_filter_what_is_theirs_and_learn_no_counts_of_others() throws Exception {
    String tag = "filtered-" + UUID.randomUUID();
    SyncTask theirs = task("here/team-a/", "there/team-a/", tag);
    SyncTask half = task("here/team-a/", "there/prod/", tag);
    SyncTask foreign = task("here/prod/", "there/prod/", tag);
    fail(theirs, half, foreign);
    String filter = "{\"filter\":{\"tag\":\"" + tag + "\"}";

    JsonNode preview =
        api().client().post("/api/v1/replays", filter + ",\"dryRun\":true}", TEAM).json();
    JsonNode whole =
        api().client().post("/api/v1/replays", filter + ",\"dryRun\":true}", BOSS).json();
    ApiClient.Answer asked = api().client().post("/api/v1/replays", filter + "}", TEAM);
    JsonNode replay = done(TEAM, asked);

    assertThat(preview.path("matched").asInt()).isEqualTo(1);
    assertThat(preview.path("sample").findValuesAsText("taskId"))
        .containsExactly(theirs.id().toString());
    assertThat(whole.path("matched").asInt()).isEqualTo(3);
    assertThat(replay.path("counts").path("matched").asInt()).isEqualTo(1);
    assertThat(replays(theirs)).hasSize(1);
    assertThat(replays(half)).isEmpty();
    assertThat(replays(foreign)).isEmpty();

    ApiClient.Answer others = api().client().post("/api/v1/replays", filter + "}", BOSS);
    String place = others.header("Location").orElseThrow();
    assertThat(api().client().get(place, TEAM).status()).isEqualTo(404);
    assertThat(api().client().get(place + "/tasks", TEAM).status()).isEqualTo(404);
    assertThat(ids("/api/v1/replays", TEAM))
        .contains(asked.text("id"))
        .doesNotContain(others.text("id"));
    assertThat(ids("/api/v1/replays", MATE)).contains(asked.text("id"));
    assertThat(ids("/api/v1/replays", EAST)).isEmpty();
    assertThat(ids("/api/v1/replays", BOSS)).contains(asked.text("id"), others.text("id"));
  }

  @Test
  void they_cancel_what_is_theirs_and_nothing_else() throws Exception {
    SyncTask first = task("here/team-a/", "there/team-a/");
    SyncTask second = task("here/tools/cc", "there/tools/cc");
    SyncTask third = task("here/team-a/", "there/team-a/");
    SyncTask half = task("here/prod/", "there/team-a/");
    SyncTask foreign = task("here/prod/", "there/prod/");
    plan(first, second, third, half, foreign);

    assertThat(cancel(TEAM, first).text("status")).isEqualTo("cancelled");
    assertThat(cancel(TEAM, foreign).status()).isEqualTo(404);
    assertThat(cancel(TEAM, half).status()).isEqualTo(403);
    String named = "{\"taskIds\":[\"" + foreign.id() + "\"";
    assertThat(api().client().post("/api/v1/cancels", named + "]}", TEAM).status()).isEqualTo(404);
    ApiClient.Answer two =
        api().client().post("/api/v1/cancels", named + ",\"" + second.id() + "\"]}", TEAM);
    assertThat(two.json().path("matched").asInt()).isEqualTo(1);
    String waiting = "{\"filter\":{\"status\":\"queued\"}";
    JsonNode preview =
        api().client().post("/api/v1/cancels", waiting + ",\"dryRun\":true}", TEAM).json();
    assertThat(preview.path("sample").findValuesAsText("taskId"))
        .contains(third.id().toString())
        .doesNotContain(half.id().toString(), foreign.id().toString());
    ApiClient.Answer rest = api().client().post("/api/v1/cancels", waiting + "}", TEAM);
    String place = rest.header("Location").orElseThrow();
    await()
        .atMost(RunningApi.PATIENCE)
        .until(() -> api().client().get(place, TEAM).text("state"), "finished"::equals);
    assertThat(List.of(status(first), status(second), status(third))).containsOnly("cancelled");
    assertThat(List.of(status(half), status(foreign))).containsOnly("queued");
    assertThat(api().client().get(place, MATE).status()).isEqualTo(200);
    assertThat(api().client().get(place, EAST).status()).isEqualTo(404);
  }

  @Test
  void statistics_are_of_what_whole_registries_have_and_closed_to_parts_of_them() throws Exception {
    SyncTask theirs = task("east/any/", "west/any/");
    SyncTask foreign = task("north/any/", "west/any/");
    fail(theirs, foreign);

    await()
        .atMost(RunningApi.PATIENCE)
        .until(
            () ->
                api()
                    .client()
                    .get("/api/v1/stats", EAST)
                    .json()
                    .path("total")
                    .path("tasks")
                    .path("failed")
                    .asInt(),
            failed -> failed == 1);
    String everything = api().client().get("/api/v1/stats?by=registry", BOSS).response().body();
    String part = api().client().get("/api/v1/stats?by=registry", EAST).response().body();
    assertThat(everything).contains("\"north\"");
    assertThat(part).contains("\"east\"", "\"west\"").doesNotContain("\"north\"", "\"there\"");
    ApiClient.Answer closed = api().client().get("/api/v1/stats", TEAM);
    assertThat(closed.status()).isEqualTo(403);
    assertThat(closed.text("detail"))
        .startsWith(
            "This is closed to team-a, who is limited to team-a/**, tools/cc, because tasks are"
                + " counted by whole registries: ask ");
  }

  @Test
  void what_is_closed_to_them_says_why_and_whom_to_ask() throws Exception {
    ApiClient.Answer closed = api().client().get("/api/v1/scans", TEAM);

    assertThat(closed.status()).isEqualTo(403);
    assertThat(closed.text("detail"))
        .isEqualTo(
            "GET /api/v1/scans is closed to team-a, who is limited to team-a/**, tools/cc, because"
                + " a scan looks at, and tells of, all that its rule reads and writes: ask a caller"
                + " without a limit to do it, or whoever configures the API to widen yours"
                + " (api.tokens, api.oidc).");
    assertThat(closed.text("scope")).isEqualTo("team-a/**, tools/cc");
  }

  private static SyncTask task(String source, String target) {
    return task(source, target, "v1");
  }

  /** A task of its own; a place that ends with a slash gets a name. */
  private static SyncTask task(String source, String target, String tag) {
    String name = UUID.randomUUID().toString();
    Reference from = Reference.parse((source.endsWith("/") ? source + name : source) + ":" + tag);
    Reference to = Reference.parse((target.endsWith("/") ? target + name : target) + ":" + tag);
    EventId event = EventId.hash(name);
    return new TaskDraft(event, from, to, Instant.now())
        .id(TaskId.of(event, Tasks.RULE, to))
        .trigger(Trigger.EVENT)
        .ruleId(Tasks.RULE)
        .ruleName("prod-to-there")
        .build();
  }

  private void plan(SyncTask... tasks) throws Exception {
    for (SyncTask task : tasks) {
      api().tell(Tasks.planned(task));
    }
    for (SyncTask task : tasks) {
      await().atMost(RunningApi.PATIENCE).until(() -> status(task), "queued"::equals);
    }
  }

  private void fail(SyncTask... tasks) throws Exception {
    for (SyncTask task : tasks) {
      api().tell(Tasks.planned(task));
      api().tell(Tasks.done(task, TaskStatus.FAILED, Instant.now()));
    }
    for (SyncTask task : tasks) {
      await().atMost(RunningApi.PATIENCE).until(() -> status(task), "failed"::equals);
    }
  }

  private ApiClient.Answer replay(String[] caller, TaskId... tasks) throws Exception {
    String ids = String.join("\",\"", Arrays.stream(tasks).map(TaskId::toString).toList());
    return api().client().post("/api/v1/replays", "{\"taskIds\":[\"" + ids + "\"]}", caller);
  }

  private JsonNode done(String[] caller, ApiClient.Answer replay) {
    String place = replay.header("Location").orElseThrow();
    return await()
        .atMost(RunningApi.PATIENCE)
        .until(
            () -> api().client().get(place, caller).json(),
            found -> List.of("queued", "finished").contains(found.path("state").asText()));
  }

  private ApiClient.Answer cancel(String[] caller, SyncTask task) throws Exception {
    return api().client().send("POST", "/api/v1/tasks/" + task.id() + ":cancel", null, caller);
  }

  private JsonNode replays(SyncTask task) throws Exception {
    return api().client().get("/api/v1/records/" + task.id(), BOSS).json().path("replays");
  }

  private String status(SyncTask task) throws Exception {
    return api().client().get("/api/v1/records/" + task.id(), BOSS).text("status");
  }

  private List<String> ids(String path, String[] caller) throws Exception {
    return api().client().get(path, caller).json().path("items").findValuesAsText("id");
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
