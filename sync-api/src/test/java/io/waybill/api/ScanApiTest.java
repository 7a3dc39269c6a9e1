package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.api.database.Database;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.kafka.Headers;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.scans.ScanCounts;
import io.waybill.schemas.scans.ScanFinding;
import io.waybill.schemas.scans.ScanId;
import io.waybill.schemas.scans.ScanStep;
import io.waybill.schemas.scans.ScanStepDone;
import io.waybill.schemas.scans.ScanStepKind;
import io.waybill.schemas.scans.ScanStepPostponed;
import io.waybill.schemas.scans.StepId;
import io.waybill.schemas.tasks.Trigger;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Scans as the API keeps them; the test plays the workers. */
@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScanApiTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String WORKER = "worker-1";

  private @Nullable WaybillConfig config;
  private @Nullable Api api;
  private @Nullable ApiClient client;
  private @Nullable MessagePublisher publisher;

  @BeforeAll
  void start(Servers servers) throws Exception {
    config = servers.config(servers.database());
    api = Api.start(config);
    client = new ApiClient(api.uri());
    publisher = new KafkaClients(config.kafka(), "test").publisher();
  }

  @AfterAll
  void stop() {
    Objects.requireNonNull(publisher).close();
    Objects.requireNonNull(api).close();
  }

  private ApiClient client() {
    return Objects.requireNonNull(client);
  }

  private static String rule(String name, String more) {
    return """
    {"name": "%s", "source": {"registry": "here", "repositories": "%s/**"},
     "targets": [{"registry": "there"}] %s}
    """
        .formatted(name, name, more);
  }

  private List<ScanStep> steps(String scan) {
    List<ScanStep> steps = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record :
        TopicReader.read(Objects.requireNonNull(config).kafka(), Topics.SCANS)) {
      try {
        ScanStep step = Messages.readScanStep(Headers.of(record), record.value());
        if (step.scan().id().toString().equals(scan)) {
          steps.add(step);
        }
      } catch (UnreadableMessageException defect) {
        throw new AssertionError(defect);
      }
    }
    return steps;
  }

  private void tell(ScanStepDone fact) throws InterruptedException {
    Objects.requireNonNull(publisher).publishAndWait(Topics.SCAN_FACTS, Messages.of(fact));
  }

  private static ScanStepDone done(
      String scan, StepId step, ScanStepKind kind, List<ScanStepDone.Added> added, int equal) {
    return new ScanStepDone(
        ScanId.parse(scan),
        step,
        kind,
        WORKER,
        added,
        new ScanCounts(0, 0, 0, equal, 0, 0, 0, 0, 0, 0, 0),
        List.of(),
        null,
        Instant.now());
  }

  private JsonNode awaitState(String scan, String state) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> client().get("/api/v1/scans/" + scan).json(),
            found -> found.path("state").asText().equals(state));
  }

  private String start(String body) throws Exception {
    ApiClient.Answer started = client().post("/api/v1/scans", body);
    assertThat(started.status()).as(started.response().body()).isEqualTo(202);
    assertThat(started.header("Location")).contains("/api/v1/scans/" + started.text("id"));
    return started.text("id");
  }

  @Test
  void a_scan_is_over_when_each_step_that_was_named_is() throws Exception {
    client().post("/api/v1/rules", rule("whole", ""));
    String scan = start("{\"rule\": \"whole\"}");
    ScanStep first = steps(scan).getFirst();
    assertThat(first.kind()).isEqualTo(ScanStepKind.REPOSITORIES);
    assertThat(first.scan().trigger()).isEqualTo(Trigger.MANUAL);
    assertThat(first.scan().rule().name()).isEqualTo("whole");

    StepId tags = new StepId("tags");
    StepId compare = new StepId("compare");
    // Facts of steps that follow may come first, and any may come twice.
    tell(done(scan, compare, ScanStepKind.COMPARE, List.of(), 4));
    tell(done(scan, compare, ScanStepKind.COMPARE, List.of(), 4));
    tell(
        done(
            scan,
            first.id(),
            ScanStepKind.REPOSITORIES,
            List.of(new ScanStepDone.Added(tags, ScanStepKind.TAGS)),
            0));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                client().get("/api/v1/scans/" + scan).json().path("steps").path("done").asInt()
                    == 2);
    assertThat(client().get("/api/v1/scans/" + scan).text("state")).isEqualTo("running");
    tell(
        done(
            scan,
            tags,
            ScanStepKind.TAGS,
            List.of(new ScanStepDone.Added(compare, ScanStepKind.COMPARE)),
            1));

    JsonNode ended = awaitState(scan, "done");
    assertThat(ended.path("counts").path("equal").asInt()).isEqualTo(5);
    assertThat(ended.path("steps").path("percent").asInt()).isEqualTo(100);
    assertThat(client().get("/api/v1/scans?rule=whole").json().path("items")).hasSize(1);
  }

  @Test
  void a_step_that_was_postponed_is_queued_again_and_a_failure_is_told() throws Exception {
    String scan =
        start(
            """
            {"source": {"registry": "here", "repositories": "a/b"}, "tags": ["v1", "v2"],
             "targets": [{"registry": "there"}], "overwrite": "never"}
            """);
    ScanStep first = steps(scan).getFirst();
    assertThat(first.scan().rule().id()).isNull();
    assertThat(first.scan().scope().tags()).hasSize(2);
    Failure failure = Failure.of(FailureCode.NETWORK, "Tried to list but nobody answered.");
    Objects.requireNonNull(publisher)
        .publishAndWait(
            Topics.SCAN_FACTS,
            Messages.of(
                new ScanStepPostponed(first, WORKER, failure, Instant.now(), Instant.now())));
    await().atMost(PATIENCE).until(() -> steps(scan).size() == 2);
    assertThat(steps(scan).getLast().attemptsBefore()).isEqualTo(1);

    tell(
        new ScanStepDone(
            ScanId.parse(scan),
            first.id(),
            first.kind(),
            WORKER,
            List.of(),
            ScanCounts.NONE,
            List.of(
                ScanFinding.failed(
                    Reference.parse("here/a/b:v1"), Reference.parse("there/a/b:v1"), failure)),
            failure,
            Instant.now()));

    JsonNode ended = awaitState(scan, "done-with-failures");
    assertThat(ended.path("failures").path(0).path("code").asText()).isEqualTo("NETWORK");
    assertThat(ended.path("items").path(0).path("verdict").asText()).isEqualTo("failed");
  }

  @Test
  void a_cancelled_scan_stays_so_whatever_its_workers_tell() throws Exception {
    client().post("/api/v1/rules", rule("stopped", ""));
    String scan = start("{\"rule\": \"stopped\", \"dryRun\": true}");
    ScanStep first = steps(scan).getFirst();
    assertThat(first.scan().dryRun()).isTrue();
    assertThat(client().post("/api/v1/scans/" + scan + ":cancel", "{}").text("state"))
        .isEqualTo("cancelled");
    assertThat(TopicReader.read(Objects.requireNonNull(config).kafka(), Topics.CANCELS))
        .as("the workers are told")
        .anyMatch(record -> record.key().equals(scan));
    tell(done(scan, first.id(), first.kind(), List.of(), 1));
    assertThat(client().post("/api/v1/scans/" + scan + ":cancel", "{}").status()).isEqualTo(200);
    assertThat(client().get("/api/v1/scans/" + scan).text("note")).contains("cancelled by");
    assertThat(client().get("/api/v1/scans/nonsense").status()).isEqualTo(404);
  }

  @Test
  void the_same_wish_with_the_same_key_is_one_scan() throws Exception {
    client().post("/api/v1/rules", rule("once", ""));
    String body = "{\"rule\": \"once\"}";
    ApiClient.Answer one = client().post("/api/v1/scans", body, "Idempotency-Key", "k1");
    ApiClient.Answer two = client().post("/api/v1/scans", body, "Idempotency-Key", "k1");
    assertThat(two.text("id")).isEqualTo(one.text("id"));
    assertThat(steps(one.text("id"))).hasSize(1);

    try (Database database = Database.open(Objects.requireNonNull(config).database())) {
      database.transaction(
          connection -> {
            try (Statement statement = connection.createStatement()) {
              return statement.executeUpdate(
                  "UPDATE idempotency_keys SET expires_at = now() - interval '1 second'"
                      + " WHERE key = 'k1'");
            }
          });
    }
    ApiClient.Answer aDayLater = client().post("/api/v1/scans", body, "Idempotency-Key", "k1");
    assertThat(aDayLater.status()).isEqualTo(202);
    assertThat(aDayLater.text("id")).isNotEqualTo(one.text("id"));
  }

  @Test
  void what_postgresql_has_no_value_for_is_the_askers_mistake() throws Exception {
    assertThat(client().post("/api/v1/scans", "{\"rule\": \"\\u0000\"}").status()).isEqualTo(422);
    assertThat(client().get("/api/v1/rules/%00").status()).isEqualTo(404);
    assertThat(client().get("/api/v1/records?since=%2B294277-01-01T00:00:00Z").text("detail"))
        .contains("year of six digits");
  }

  @Test
  void what_cannot_be_scanned_is_refused() throws Exception {
    client().post("/api/v1/rules", rule("off", ", \"enabled\": false"));
    assertThat(client().post("/api/v1/scans", "{\"rule\": \"off\"}").status()).isEqualTo(422);
    assertThat(client().post("/api/v1/scans", "{\"rule\": \"none\"}").status()).isEqualTo(422);
    assertThat(client().post("/api/v1/scans", "{}").status()).isEqualTo(422);
    assertThat(
            client()
                .post("/api/v1/scans", "{\"rule\": \"off\", \"overwrite\": \"never\"}")
                .status())
        .isEqualTo(422);
    assertThat(
            client()
                .post("/api/v1/rules", rule("mad", ", \"schedule\": \"61 * * * *\""))
                .text("detail"))
        .contains("minute");
  }

  @Test
  void a_new_rule_is_backfilled_once_and_again_when_it_reaches_elsewhere() throws Exception {
    client().post("/api/v1/rules", rule("filled", ", \"backfill\": true"));
    JsonNode first = awaitScans("filled", 1).path(0);
    assertThat(first.path("trigger").asText()).isEqualTo("backfill");
    assertThat(first.path("state").asText()).isEqualTo("running");

    client()
        .put("/api/v1/rules/filled", rule("filled", ", \"backfill\": true, \"timeout\": \"1h\""));
    client()
        .put("/api/v1/rules/filled", rule("filled", ", \"backfill\": true").replace("/**", "/*"));
    JsonNode both = awaitScans("filled", 2);
    assertThat(both.path(1).path("state").asText()).isEqualTo("cancelled");

    client().delete("/api/v1/rules/filled");
    awaitState(both.path(0).path("id").asText(), "cancelled");
  }

  private JsonNode awaitScans(String rule, int count) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> client().get("/api/v1/scans?rule=" + rule).json().path("items"),
            scans -> scans.size() == count);
  }
}
