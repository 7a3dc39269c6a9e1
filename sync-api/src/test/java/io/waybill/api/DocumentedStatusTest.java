package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.api.OpenApiDocument.Operation;
import io.waybill.api.database.Database;
import io.waybill.chassis.config.AccessConfig;
import io.waybill.chassis.config.ApiConfig;
import io.waybill.chassis.config.CallerConfig;
import io.waybill.chassis.config.GrantConfig;
import io.waybill.chassis.config.OidcConfig;
import io.waybill.chassis.config.Role;
import io.waybill.chassis.config.Secret;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.DeadLetter;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.wire.CloudEvents;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Each status that openapi.yaml says an operation may answer with is answered here, to a real
 * request: what cannot come about is no part of the document.
 */
@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentedStatusTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String NOWHERE = "5d3c1b7e-0f2a-4c86-9a55-3f1f6f0a7c11";
  private static final String[] BOSS = {"Authorization", "Bearer boss-token-of-this-test"};

  /** What is not answered here, and why. */
  private static final Map<String, String> ELSEWHERE =
      Map.of("POST /rules:preview 202", "it is answered after 25 seconds");

  private final OpenApiDocument document = OpenApiDocument.load();
  private @Nullable Issuer issuer;
  private @Nullable Api api;
  private @Nullable ApiClient client;
  private @Nullable MessagePublisher publisher;
  private @Nullable Database database;
  private Map<String, String> there = Map.of();

  @BeforeAll
  void start(Servers servers) throws Exception {
    Issuer known = Issuer.start();
    issuer = known;
    WaybillConfig config =
        servers
            .config(servers.database())
            .withApi(
                new ApiConfig(
                    "127.0.0.1",
                    0,
                    AccessConfig.of(
                            CallerConfig.of(
                                "boss", Secret.of("boss-token-of-this-test"), Role.ADMIN))
                        .withOidc(oidc(known))));
    api = Api.start(config);
    client = new ApiClient(api.uri());
    publisher = new KafkaClients(config.kafka(), "test").publisher();
    database = Database.open(config.database());
  }

  @AfterAll
  void stop() {
    Objects.requireNonNull(database).close();
    Objects.requireNonNull(publisher).close();
    Objects.requireNonNull(api).close();
    Objects.requireNonNull(issuer).close();
  }

  @Test
  void every_documented_status_is_answered() throws Exception {
    callersAreSentAway();
    makeWhatIsAskedFor();
    bodiesAreRefused();
    keysAreRefused();
    mistakesAreRefused();
    conflictsAreRefused();
    everythingIsDone();

    Set<String> missing = new TreeSet<>();
    for (Operation operation : document.operations()) {
      operation
          .node()
          .path("responses")
          .fieldNames()
          .forEachRemaining(status -> missing.add(operation.name() + " " + status));
    }
    missing.removeAll(client().seen());
    assertThat(missing).containsExactlyInAnyOrderElementsOf(ELSEWHERE.keySet());
  }

  private void callersAreSentAway() throws Exception {
    Issuer known = Objects.requireNonNull(issuer);
    String[] nobody = {"Authorization", known.bearer("nobody", Map.of())};
    known.beAway(true);
    for (Operation operation : document.operations()) {
      send(operation, ContractTest.path(operation), 503, nobody);
      send(operation, ContractTest.path(operation), 401);
    }
    known.beAway(false);
    await()
        .atMost(PATIENCE)
        .until(() -> client().get("/api/v1/rules", nobody).status(), status -> status == 403);
    for (Operation operation : document.operations()) {
      send(operation, ContractTest.path(operation), 403, nobody);
    }
  }

  private void makeWhatIsAskedFor() throws Exception {
    for (String name : List.of("walked", "other", "gone")) {
      post("/rules", RuleApiTest.rule(name), 201);
      post("/subscriptions", hook(name, 1), 201);
    }
    SyncTask task = fresh();
    SyncTask over = fresh();
    DeadLetter letter =
        DeadLetter.of(
            "waybill.events/0/17",
            "The test says so.",
            Map.of(CloudEvents.TYPE, "io.waybill.unknown.v9", CloudEvents.SUBJECT, "here/prod/x"),
            "{}".getBytes(StandardCharsets.UTF_8),
            Instant.now());
    publisher().publishAndWait(Topics.DEAD_LETTERS, Messages.of(letter));
    Instant now = Instant.now();
    AttemptId attempt = AttemptId.random();
    for (TaskFact fact :
        List.of(
            Tasks.planned(task),
            Tasks.planned(over),
            Tasks.started(over, attempt, now),
            Tasks.ended(over, attempt, now, now.plusMillis(5), AttemptOutcome.COPIED),
            Tasks.done(over, TaskStatus.SUCCEEDED, now.plusMillis(6)))) {
      publisher().publishAndWait(Topics.RECORDS, Messages.of(fact));
    }
    awaitAnswer("/records/" + task.id());
    awaitAnswer("/images/" + over.target().text().replace(":", "/"));
    awaitAnswer("/dead-letters/" + letter.id());
    there =
        Map.of(
            "taskId",
            task.id().toString(),
            "over",
            over.id().toString(),
            "letterId",
            letter.id().toString(),
            "image",
            over.target().text().replace(":", "/"),
            "replayId",
            post("/replays", tasks(over.id().toString()), 202).text("id"),
            "cancelId",
            post("/cancels", tasks(over.id().toString()), 202).text("id"),
            "scan",
            post("/scans", "{\"rule\":\"walked\"}", 202).text("id"),
            "migration",
            post("/migrations", migration(), 202).text("id"));
  }

  private void bodiesAreRefused() throws Exception {
    for (Operation operation : document.operations()) {
      if (operation.hasBody()) {
        String path = ContractTest.path(operation);
        client().send(operation.method(), path, "{", BOSS);
        client()
            .send(operation.method(), path, "a: b", with(BOSS, "Content-Type", "application/yaml"));
        client().send(operation.method(), path, "x".repeat(5 << 20), BOSS);
        for (ObjectNode wrong : new ExampleBodies(document, operation).wrong().values()) {
          client().send(operation.method(), path, wrong.toString(), BOSS);
        }
      }
    }
  }

  private void keysAreRefused() throws Exception {
    for (Operation operation : document.operations()) {
      if (operation.node().path("parameters").toString().contains("idempotencyKey")) {
        String path = ContractTest.path(operation, there);
        String body = Objects.requireNonNullElse(body(operation), "");
        db().transaction(connection -> beginWork(connection, path, body));
        send(operation, path, 409, with(BOSS, "Idempotency-Key", "at-work"));
        client().send("POST", path, body + " ", with(BOSS, "Idempotency-Key", "at-work"));
        send(operation, path, 400, with(BOSS, "Idempotency-Key", "x".repeat(300)));
      }
    }
  }

  private void mistakesAreRefused() throws Exception {
    for (Operation operation : document.operations()) {
      if (operation.mayAnswer(400) && operation.method().equals("GET")) {
        send(operation, ContractTest.path(operation, there) + "?nobodyKnowsThis=1", 0, BOSS);
      }
      if (operation.mayAnswer(400) && operation.path().contains("Id}")) {
        send(operation, path(operation, "nonsense"), 400, BOSS);
      }
      if (operation.mayAnswer(404)) {
        send(operation, path(operation, NOWHERE), 0, BOSS);
      }
      if (operation.mayAnswer(412)) {
        String path = ContractTest.path(operation);
        String body = path.contains("/rules/") ? RuleApiTest.rule("walked") : hook("walked", 1);
        @Nullable String sent = operation.hasBody() ? body : null;
        for (Map.Entry<String, Integer> match :
            Map.of("\"999\"", 412, "nonsense", 400).entrySet()) {
          String[] headers = with(BOSS, "If-Match", match.getKey());
          assertThat(client().send(operation.method(), path, sent, headers).status())
              .as(operation.name())
              .isEqualTo(match.getValue());
        }
      }
    }
    post("/replays", tasks(NOWHERE), 404);
    post("/cancels", tasks(NOWHERE), 404);
  }

  private void conflictsAreRefused() throws Exception {
    String etag = client().get("/api/v1/rules/walked", BOSS).header("ETag").orElseThrow();
    assertThat(client().get("/api/v1/rules/walked", with(BOSS, "If-None-Match", etag)).status())
        .isEqualTo(304);
    assertThat(client().put("/api/v1/rules/walked", RuleApiTest.rule("other"), BOSS).status())
        .isEqualTo(409);
    assertThat(client().put("/api/v1/subscriptions/walked", hook("other", 1), BOSS).status())
        .isEqualTo(409);
    post("/tasks/" + there.get("over") + ":cancel", "", 409);
    String done = post("/scans", "{\"rule\":\"other\"}", 202).text("id");
    db().transaction(connection -> endScan(connection, UUID.fromString(done)));
    post("/scans/" + done + ":cancel", "", 409);
    String moved = post("/migrations", migration(), 202).text("id");
    db().transaction(connection -> endMigration(connection, UUID.fromString(moved)));
    for (String what : List.of("pause", "resume", "cancel")) {
      post("/migrations/" + moved + ":" + what, "", 409);
    }
  }

  private static String migration() {
    return "{\"parts\": [{\"source\": \"here/moved/x\", \"target\": \"there/moved/x\"}]}";
  }

  private static int endMigration(Connection connection, UUID id) throws SQLException {
    String sql = "UPDATE migrations SET state = 'done', ended_at = now() WHERE id = ?";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setObject(1, id);
      return update.executeUpdate();
    }
  }

  private void everythingIsDone() throws Exception {
    for (Operation operation : document.operations()) {
      if (operation.method().equals("GET")) {
        String path = ContractTest.path(operation, there);
        boolean image = operation.path().startsWith("/images/");
        send(operation, image ? "/api/v1/images/" + there.get("image") : path, 200, BOSS);
      }
    }
    CompletableFuture<Integer> preview =
        CompletableFuture.supplyAsync(() -> preview().status(), Thread::startVirtualThread);
    await().atMost(PATIENCE).until(this::cancelPreviews);
    assertThat(preview.get()).isEqualTo(200);
    post("/scans/" + there.get("scan") + ":cancel", "", 200);
    for (String what : List.of("pause", "resume", "cancel")) {
      post("/migrations/" + there.get("migration") + ":" + what, "", 200);
    }
    post("/tasks/" + there.get("taskId") + ":cancel", "", 202);
    post("/tasks", "{\"source\":\"here/prod/x:1\",\"target\":\"there/prod/x:1\"}", 202);
    for (String many : List.of("/replays", "/cancels", "/dead-letters:replay")) {
      post(many, "{\"filter\":{},\"dryRun\":true}", 200);
    }
    post("/dead-letters:settle", "{\"filter\":{\"topic\":\"waybill.none\"}}", 200);
    post("/dead-letters/" + there.get("letterId") + ":replay", "", 202);
    post("/dead-letters/" + there.get("letterId") + ":settle", "", 200);
    post("/rules/walked/deletes:release", "", 200);
    post("/rules/walked/deletes:discard", "", 200);
    post("/subscriptions/walked:test", "", 200);
    assertThat(client().put("/api/v1/subscriptions/walked", hook("walked", 2), BOSS).status())
        .isEqualTo(200);
    assertThat(client().put("/api/v1/rules/walked", RuleApiTest.rule("walked"), BOSS).status())
        .isEqualTo(200);
    for (String gone : List.of("rules", "subscriptions")) {
      assertThat(client().delete("/api/v1/" + gone + "/gone", BOSS).status()).isEqualTo(204);
    }
  }

  private ApiClient.Answer preview() {
    try {
      return client().post("/api/v1/rules:preview", "{\"rule\":\"walked\"}", BOSS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  /** Whether one ran, so that its end can be told. */
  private boolean cancelPreviews() throws Exception {
    List<String> running = new ArrayList<>();
    client()
        .get("/api/v1/scans", BOSS)
        .json()
        .path("items")
        .forEach(
            scan -> {
              if (scan.path("dryRun").asBoolean()
                  && scan.path("state").asText().equals("running")) {
                running.add(scan.path("id").asText());
              }
            });
    for (String scan : running) {
      post("/scans/" + scan + ":cancel", "", 200);
    }
    return !running.isEmpty();
  }

  /** Sends the example, and expects this status; 0 = any. */
  private void send(Operation operation, String path, int status, String... headers)
      throws Exception {
    ApiClient.Answer answer = client().send(operation.method(), path, body(operation), headers);
    if (status != 0) {
      assertThat(answer.status())
          .as("%s answers %s", operation.name(), answer.response().body())
          .isEqualTo(status);
    }
  }

  private ApiClient.Answer post(String path, String body, int status) throws Exception {
    ApiClient.Answer answer = client().post("/api/v1" + path, body, BOSS);
    assertThat(answer.status())
        .as("POST %s answers %s", path, answer.response().body())
        .isEqualTo(status);
    return answer;
  }

  private void awaitAnswer(String path) {
    await()
        .atMost(PATIENCE)
        .until(() -> client().get("/api/v1" + path, BOSS).status(), status -> status == 200);
  }

  private static String path(Operation operation, String instead) {
    return "/api/v1"
        + operation.path().replace("{registry}", "here").replaceAll("\\{[^}]*}", instead);
  }

  private static String hook(String name, int port) {
    return "{\"name\":\"%s\",\"webhook\":{\"url\":\"http://127.0.0.1:%d/\"}}".formatted(name, port);
  }

  private static String tasks(String id) {
    return "{\"taskIds\":[\"" + id + "\"]}";
  }

  private static String[] with(String[] headers, String name, String value) {
    return new String[] {headers[0], headers[1], name, value};
  }

  private @Nullable String body(Operation operation) {
    return operation.hasBody() ? new ExampleBodies(document, operation).right().toString() : null;
  }

  private static SyncTask fresh() {
    return Tasks.task("documented-" + UUID.randomUUID(), Instant.now());
  }

  private static boolean beginWork(Connection connection, String address, String body)
      throws SQLException {
    String sql =
        "INSERT INTO idempotency_keys (caller, route, key, request_hash, expires_at)"
            + " VALUES ('token:boss', ?, 'at-work', ?, now() + interval '1 hour')";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, address);
      insert.setString(2, Digest.sha256(body.getBytes(StandardCharsets.UTF_8)).hex());
      return insert.executeUpdate() == 1;
    }
  }

  private static boolean endScan(Connection connection, UUID scan) throws SQLException {
    String sql = "UPDATE scans SET state = 'done', ended_at = now() WHERE id = ?";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setObject(1, scan);
      return update.executeUpdate() == 1;
    }
  }

  private static OidcConfig oidc(Issuer issuer) {
    return new OidcConfig(
        Optional.of(issuer.name()),
        Optional.of(Issuer.AUDIENCE),
        Optional.empty(),
        Optional.empty(),
        "preferred_username",
        "roles",
        Map.of("boss", GrantConfig.of(Role.ADMIN)),
        Optional.empty(),
        Optional.empty());
  }

  private ApiClient client() {
    return Objects.requireNonNull(client);
  }

  private MessagePublisher publisher() {
    return Objects.requireNonNull(publisher);
  }

  private Database db() {
    return Objects.requireNonNull(database);
  }
}
