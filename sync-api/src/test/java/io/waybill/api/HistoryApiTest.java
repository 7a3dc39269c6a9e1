package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.chassis.config.DatabaseConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.kafka.Headers;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.schemas.events.SyncRequested;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.AttemptStarted;
import io.waybill.schemas.records.CopyAnnounced;
import io.waybill.schemas.records.DeadLetter;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.wire.CloudEvents;
import io.waybill.schemas.wire.Message;
import io.waybill.schemas.wire.MessageType;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
class HistoryApiTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private @Nullable WaybillConfig config;
  private @Nullable Api api;
  private @Nullable ApiClient client;
  private @Nullable MessagePublisher publisher;

  @BeforeAll
  void start(Servers servers) throws Exception {
    config = servers.config(servers.database());
    api =
        Api.start(
            config,
            new Timing(
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                Duration.ofMillis(200),
                Duration.ofSeconds(3)));
    client = new ApiClient(api.uri());
    publisher = new KafkaClients(config.kafka(), "test").publisher();
  }

  @AfterAll
  void stop() {
    Objects.requireNonNull(publisher).close();
    Objects.requireNonNull(api).close();
  }

  @Test
  void facts_become_records_with_their_attempts() throws Exception {
    SyncTask task = fresh("recorded");
    succeed(task);
    JsonNode record = awaitStatus(task.id(), "succeeded");
    assertThat(record.path("attempts")).hasSize(1);
    assertThat(record.path("digestAfter").asText()).isEqualTo(Tasks.digest().toString());
    assertThat(record.path("transfer").path("bytesWritten").asLong()).isEqualTo(100);
    assertThat(record.path("phases").path("transferMs").asLong()).isEqualTo(4);
    assertThat(record.path("source").asText()).isEqualTo(task.source().text());
    assertThat(ids("?event=" + task.eventId())).containsExactly(task.id().toString());
    assertThat(ids("?repository=" + task.target().repository().path() + "&status=succeeded,failed"))
        .containsExactly(task.id().toString());
    assertThat(
            ids(
                "?rule=prod-to-there&registry=there&tag=v1&trigger=event&since=2020-01-01T00:00:00Z"))
        .contains(task.id().toString());
    assertThat(ids("?rule=" + UUID.randomUUID())).isEmpty();
  }

  @Test
  void what_looks_like_sql_is_a_value_like_any_other() throws Exception {
    String run = UUID.randomUUID().toString();
    String words = "it's %_ of " + run + "'); DROP TABLE records; --";
    SyncTask hostile = ofRule("sql_a-" + run, words);
    SyncTask alike = ofRule("sqlxa-" + run, words.replace("%_", "100"));
    List<String> tables = tables();
    for (SyncTask task : List.of(hostile, alike)) {
      succeed(task);
      awaitStatus(task.id(), "succeeded");
    }

    assertThat(found("rule", words)).containsExactly(hostile.id().toString());
    assertThat(found("repository", "mirror/sql_a-" + run))
        .as("_ is no sign for any letter")
        .containsExactly(hostile.id().toString());
    for (String injected :
        List.of(
            "' OR '1'='1",
            "\" OR 1=1 --",
            "%",
            "_",
            "\\' OR 1=1 --",
            "$$ OR 1=1 --",
            "x'; DROP TABLE records; --",
            "mirror/sql%")) {
      assertThat(found("rule", injected)).as(injected).isEmpty();
      assertThat(found("repository", injected)).as(injected).isEmpty();
      for (String filter : List.of("caller", "method", "path")) {
        ApiClient.Answer audit = client().get("/api/v1/audit?" + filter + "=" + encoded(injected));
        assertThat(audit.status()).as(filter + " " + injected).isEqualTo(200);
        assertThat(audit.json().path("items")).as(filter + " " + injected).isEmpty();
      }
      for (String address :
          List.of(
              "/api/v1/records?event=",
              "/api/v1/records?tag=",
              "/api/v1/records?registry=",
              "/api/v1/records?cursor=",
              "/api/v1/rules?cursor=",
              "/api/v1/rules/",
              "/api/v1/subscriptions/",
              "/api/v1/images/there/",
              "/api/v1/dead-letters/")) {
        assertThat(client().get(address + encoded(injected)).status())
            .as(address + injected)
            .isIn(200, 400, 404, 422);
      }
    }
    String body = "{\"source\":\"here/prod/app:v1\",\"target\":\"there/x/app:v2\"}";
    String key = "'; DROP TABLE idempotency_keys; -- %_" + run;
    ApiClient.Answer first = client().post("/api/v1/tasks", body, "Idempotency-Key", key);
    assertThat(first.status()).isEqualTo(202);
    assertThat(client().post("/api/v1/tasks", body, "Idempotency-Key", key).json())
        .isEqualTo(first.json());
    assertThat(
            client().post("/api/v1/tasks", body, "Idempotency-Key", key.replace("%_", "%x")).json())
        .as("of another key")
        .isNotEqualTo(first.json());
    assertThat(tables()).containsAll(tables).contains("records");
  }

  private static SyncTask ofRule(String name, String rule) {
    return Tasks.task(name, Instant.now()).draft().ruleName(rule).build();
  }

  private List<String> found(String filter, String value) throws Exception {
    return ids("?" + filter + "=" + encoded(value));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private List<String> tables() throws SQLException {
    DatabaseConfig database = Objects.requireNonNull(config).database();
    List<String> tables = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection(
                database.url().orElseThrow(),
                database.username().orElseThrow(),
                database.password().orElseThrow().reveal());
        ResultSet rows = connection.getMetaData().getTables(null, "public", "%", null)) {
      while (rows.next()) {
        tables.add(rows.getString("TABLE_NAME"));
      }
    }
    return tables;
  }

  @Test
  void a_question_that_makes_no_sense_is_refused() throws Exception {
    for (String query :
        List.of(
            "status=gone",
            "code=NOPE",
            "trigger=x",
            "since=yesterday",
            "stauts=failed",
            "repository=a%00b",
            "limit=501")) {
      assertThat(client().get("/api/v1/records?" + query).status()).as(query).isEqualTo(400);
    }
    assertThat(client().get("/api/v1/records?status=gone").text("detail"))
        .contains("queued, running");
    assertThat(client().get("/api/v1/records/nonsense").status()).isEqualTo(400);
    assertThat(client().get("/api/v1/records/" + UUID.randomUUID()).status()).isEqualTo(404);
  }

  @Test
  void statistics_count_a_task_within_seconds() throws Exception {
    SyncTask task = fresh("counted");
    succeed(task);
    awaitStatus(task.id(), "succeeded");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              JsonNode report = client().get("/api/v1/stats").json();
              assertThat(report.path("by").asText()).isEqualTo("rule");
              assertThat(report.path("total").path("tasks").path("succeeded").asInt()).isPositive();
              assertThat(report.path("total").path("seconds").has("p99")).isTrue();
            });
    assertThat(client().get("/api/v1/stats?by=registry").json().path("groups"))
        .extracting(group -> group.path("side").asText())
        .contains("source", "target");
    assertThat(client().get("/api/v1/stats?by=region&since=2020-01-01T00:00:00Z").status())
        .isEqualTo(200);
    for (String query :
        List.of("by=colour", "since=yesterday", "since=2999-01-01T00:00:00Z", "until=x", "x=y")) {
      assertThat(client().get("/api/v1/stats?" + query).status()).as(query).isEqualTo(400);
    }
  }

  @Test
  void an_image_is_found_at_its_target_and_from_its_source() throws Exception {
    SyncTask task = fresh("placed");
    String target = "/api/v1/images/" + task.target().text().replace(':', '/');
    assertThat(client().get(target).status()).isEqualTo(404);
    succeed(task);
    awaitStatus(task.id(), "succeeded");

    JsonNode image = client().get(target + "?digest=" + Tasks.digest()).json();
    assertThat(image.path("digest").asText()).isEqualTo(Tasks.digest().toString());
    assertThat(image.path("isThere").asBoolean()).isTrue();
    assertThat(image.path("taskId").asText()).isEqualTo(task.id().toString());
    assertThat(image.path("newest").path("status").asText()).isEqualTo("succeeded");
    String other = "sha256:" + "0".repeat(64);
    assertThat(client().get(target + "?digest=" + other).json().path("isThere").asBoolean(true))
        .isFalse();
    assertThat(client().get(target.replace("mirror/", "mirror%2F")).status()).isEqualTo(200);

    String source = "/api/v1/copies/" + task.source().text().replace(':', '/');
    assertThat(client().get(source).json().path("items"))
        .extracting(item -> item.path("image").asText())
        .containsExactly(task.target().text());
    assertThat(client().get("/api/v1/copies/here/no/such/v1").json().path("items")).isEmpty();
    assertThat(client().get(target + "?digest=nonsense").status()).isEqualTo(400);
    assertThat(client().get("/api/v1/copies/here/UPPER/v1").status()).isEqualTo(400);
  }

  @Test
  void a_manual_sync_is_an_event() throws Exception {
    String body =
        "{\"source\":\"here/prod/app:v1\",\"target\":\"there/x/app:v2\",\"overwrite\":\"never\"}";
    ApiClient.Answer first = client().post("/api/v1/tasks", body, "Idempotency-Key", "sync-1");
    assertThat(first.status()).isEqualTo(202);
    assertThat(client().post("/api/v1/tasks", body, "Idempotency-Key", "sync-1").json())
        .isEqualTo(first.json());
    List<SyncRequested> events = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : read(Topics.EVENTS)) {
      // Other tests put back letters that no version understands.
      if (first.text("eventId").equals(Headers.of(record).get("ce_id"))) {
        events.add((SyncRequested) Messages.readEvent(Headers.of(record), record.value()));
      }
    }
    assertThat(events)
        .singleElement()
        .satisfies(wish -> assertThat(String.valueOf(wish.target())).isEqualTo("there/x/app:v2"));
  }

  @Test
  void a_manual_sync_that_cannot_work_is_refused_with_the_reason() throws Exception {
    assertRefused("{\"source\":\"nowhere/app:v1\"}", "known are here, there");
    assertRefused("{\"source\":\"here/app:v1\",\"target\":\"nowhere/app:v1\"}", "target: ");
    assertRefused("{\"source\":\"here/app\"}", "source: ");
    assertRefused("{\"source\":\"here/app:v1\",\"rule\":\"none\"}", "no rule");
    assertRefused("{\"source\":\"here/app:v1\",\"overwrite\":\"never\"}", "overwrite");
    assertRefused("{\"source\":\"here/app:v1\",\"target\":\"here/app:v1\"}", "source itself");
    assertRefused("{\"target\":\"here/app:v1\"}", "source is missing");
    assertRefused("{\"source\":null}", "source: a value is needed");
  }

  private void assertRefused(String body, String words) throws Exception {
    ApiClient.Answer answer = client().post("/api/v1/tasks", body);
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(422);
    assertThat(answer.text("detail")).contains(words);
  }

  @Test
  void a_waiting_task_is_queued_again_when_its_time_has_come() throws Exception {
    SyncTask task = fresh("waiting");
    AttemptId id = AttemptId.random();
    Instant now = Instant.now();
    tell(
        Tasks.planned(task),
        Tasks.started(task, id, now),
        Tasks.putOff(task, id, now, Duration.ofMillis(500)));
    // History says "queued" for a moment before it knows of the attempt, too.
    await().atMost(PATIENCE).until(() -> !queued(task.id()).isEmpty());
    awaitStatus(task.id(), "queued");
    assertThat(queued(task.id())).singleElement().extracting(SyncTask::attemptsBefore).isEqualTo(1);
  }

  @Test
  void a_task_waits_for_its_pause_also_if_the_clock_of_its_worker_is_a_day_ahead()
      throws Exception {
    SyncTask task = fresh("ahead");
    AttemptId id = AttemptId.random();
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    tell(
        Tasks.planned(task),
        Tasks.started(task, id, tomorrow),
        Tasks.putOff(task, id, tomorrow, Duration.ofMillis(500)));

    await().atMost(PATIENCE).until(() -> !queued(task.id()).isEmpty());
  }

  @Test
  void a_task_that_is_queued_again_stays_in_the_trace_of_its_last_try() throws Exception {
    SyncTask task = fresh("traced");
    AttemptId id = AttemptId.random();
    Instant now = Instant.now();
    String trace = "0af7651916cd43dd8448eb211c80319c";
    tell(
        Tasks.planned(task),
        new AttemptStarted(task, id, "worker-1", trace, now),
        Tasks.ended(task, id, now, now.plusMillis(500), AttemptOutcome.RETRY_AT));

    await().atMost(PATIENCE).until(() -> !traces(task.id()).isEmpty());

    // Of its own last try; whether it is kept says the ratio, and by default all are.
    assertThat(traces(task.id()))
        .allSatisfy(
            parent -> assertThat(parent).matches("00-" + trace + "-(?!0{16})[0-9a-f]{16}-01"));
  }

  @Test
  void a_task_whose_worker_is_silent_is_queued_again_and_its_attempt_is_lost() throws Exception {
    SyncTask task = fresh("silent");
    tell(Tasks.planned(task), Tasks.started(task, AttemptId.random(), Instant.now()));
    awaitStatus(task.id(), "running");
    JsonNode record = awaitStatus(task.id(), "queued");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        client()
                            .get("/api/v1/records/" + task.id())
                            .json()
                            .path("attempts")
                            .path(0)
                            .path("outcome")
                            .asText())
                    .isEqualTo("lost"));
    assertThat(record.path("attempts")).hasSize(1);
    assertThat(queued(task.id())).isNotEmpty();
  }

  @Test
  void the_line_about_an_attempt_that_was_lost_carries_its_task_and_its_trace() throws Exception {
    SyncTask task = fresh("lost-trace");
    String trace = "3af7651916cd43dd8448eb211c80319c";
    try (LogLines lines = LogLines.of("io.waybill.api.queue.LostTaskSweeper")) {
      tell(
          Tasks.planned(task),
          new AttemptStarted(task, AttemptId.random(), "worker-1", trace, Instant.now()));

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
  void a_fact_that_nobody_can_read_becomes_a_dead_letter_and_stops_nothing() throws Exception {
    Message unreadable =
        new Message("key", Map.of(CloudEvents.TYPE, "io.waybill.task.done.v1"), new byte[] {'{'});
    publisher().publishAndWait(Topics.RECORDS, unreadable);
    SyncTask task = fresh("after-dead-letter");
    succeed(task);
    awaitStatus(task.id(), "succeeded");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              List<DeadLetter> letters = new ArrayList<>();
              for (ConsumerRecord<String, byte[]> record : read(Topics.DEAD_LETTERS)) {
                letters.add(Messages.readDeadLetter(Headers.of(record), record.value()));
              }
              assertThat(letters)
                  .anySatisfy(letter -> assertThat(letter.bytes()).containsExactly('{'));
            });
  }

  @Test
  void what_only_planners_have_to_know_is_neither_history_nor_a_dead_letter() throws Exception {
    SyncTask task = fresh("announced");
    tell(new CopyAnnounced(task.id(), task.target(), Tasks.digest(), task.source(), Instant.now()));
    succeed(task);

    // The same partition: what came before has been seen.
    JsonNode record = awaitStatus(task.id(), "succeeded");

    assertThat(record.path("attempts")).hasSize(1);
    assertThat(read(Topics.DEAD_LETTERS))
        .noneSatisfy(
            letter ->
                assertThat(Messages.readDeadLetter(Headers.of(letter), letter.value()).headers())
                    .containsValue(MessageType.COPY_ANNOUNCED.cloudEventsType()));
  }

  @Test
  void health_metrics_registries_and_the_document_are_there() throws Exception {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(client().get("/health/ready").status()).isEqualTo(200));
    assertThat(client().get("/health/ready").response().body())
        .contains("database", "kafka", "recorder", "progress watcher");
    assertThat(client().get("/metrics").response().body())
        .contains("waybill_recorder_lag", "waybill_rules_unpublished");
    assertThat(client().get("/api/v1/registries").json().path("items"))
        .extracting(item -> item.path("name").asText())
        .containsExactly("here", "there");
    assertThat(client().get("/api/v1/openapi.yaml").response().body()).startsWith("openapi: 3.1.0");
    assertThat(client().get("/api/v1/nothing").status()).isEqualTo(404);
  }

  private static SyncTask fresh(String name) {
    return Tasks.task(name + "-" + UUID.randomUUID(), Instant.now());
  }

  private void succeed(SyncTask task) throws Exception {
    AttemptId id = AttemptId.random();
    Instant now = Instant.now();
    tell(
        Tasks.planned(task),
        Tasks.started(task, id, now),
        Tasks.ended(task, id, now, now.plusMillis(5), AttemptOutcome.COPIED),
        Tasks.done(task, TaskStatus.SUCCEEDED, now.plusMillis(6)));
  }

  private void tell(TaskFact... facts) throws Exception {
    for (TaskFact fact : facts) {
      publisher().publishAndWait(Topics.RECORDS, Messages.of(fact));
    }
  }

  private JsonNode awaitStatus(TaskId id, String status) {
    return await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(
            () -> client().get("/api/v1/records/" + id).json(),
            record -> record.path("status").asText().equals(status));
  }

  private List<String> ids(String query) throws Exception {
    List<String> ids = new ArrayList<>();
    client()
        .get("/api/v1/records" + query)
        .json()
        .path("items")
        .forEach(item -> ids.add(item.path("taskId").asText()));
    return ids;
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

  /** What the queue's messages about this task say of traces. */
  private List<String> traces(TaskId id) throws Exception {
    List<String> parents = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : read(Topics.tasks(Region.DEFAULT, Lane.SWIFT))) {
      if (Messages.readTask(Headers.of(record), record.value()).id().equals(id)) {
        parents.add(String.valueOf(Headers.of(record).get("traceparent")));
      }
    }
    return parents;
  }

  private List<ConsumerRecord<String, byte[]>> read(String topic) {
    return TopicReader.read(Objects.requireNonNull(config).kafka(), topic);
  }

  private ApiClient client() {
    return Objects.requireNonNull(client);
  }

  private MessagePublisher publisher() {
    return Objects.requireNonNull(publisher);
  }
}
