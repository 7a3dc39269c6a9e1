package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.api.OpenApiDocument.Operation;
import io.waybill.chassis.config.AccessConfig;
import io.waybill.chassis.config.ApiConfig;
import io.waybill.chassis.config.CallerConfig;
import io.waybill.chassis.config.GrantConfig;
import io.waybill.chassis.config.OidcConfig;
import io.waybill.chassis.config.RepositoryPrefix;
import io.waybill.chassis.config.Role;
import io.waybill.chassis.config.Secret;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessApiTest {
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String[] ADMIN = token("admin");
  private static final String[] OPERATOR = token("operator");
  private static final String[] VIEWER = token("viewer");

  /** Admin of team-a's repositories, and of nothing else. */
  private static final String[] TEAM = token("team-a");

  /** Admin of nothing that there is. */
  private static final String[] STRANGER = token("stranger");

  private final OpenApiDocument document = OpenApiDocument.load();
  private @Nullable Issuer issuer;
  private @Nullable Api api;
  private @Nullable ApiClient client;
  private @Nullable SyncTask task;

  @BeforeAll
  void start(Servers servers) throws Exception {
    issuer = Issuer.start();
    WaybillConfig config =
        servers
            .config(servers.database())
            .withApi(
                new ApiConfig(
                    "127.0.0.1",
                    0,
                    AccessConfig.of(
                            caller("admin", Role.ADMIN),
                            caller("operator", Role.OPERATOR),
                            caller("viewer", Role.VIEWER),
                            caller("team-a", Role.ADMIN).in("team-a/**"),
                            caller("stranger", Role.ADMIN).in("nothing/like/it"))
                        .withOidc(oidc(issuer))));
    api = Api.start(config);
    ApiClient caller = new ApiClient(api.uri());
    client = caller;
    caller.post("/api/v1/rules", RuleApiTest.rule("walked"), ADMIN);
    caller.post("/api/v1/rules", rule("of-team-a", "team-a/**", "{repository}"), ADMIN);
    SyncTask secret = Tasks.task("secret-project-" + UUID.randomUUID(), Instant.now());
    task = secret;
    try (MessagePublisher publisher = new KafkaClients(config.kafka(), "test").publisher()) {
      publisher.publishAndWait(Topics.RECORDS, Messages.of(Tasks.planned(secret)));
    }
    await()
        .atMost(PATIENCE)
        .until(() -> caller.get("/api/v1/records/" + secret.id(), ADMIN).status() == 200);
  }

  @AfterAll
  void stop() {
    Objects.requireNonNull(api).close();
    Objects.requireNonNull(issuer).close();
  }

  @Test
  void nobody_is_let_in_without_a_token() throws Exception {
    for (Operation operation : document.operations()) {
      ApiClient.Answer answer =
          client().send(operation.method(), ContractTest.path(operation), body(operation));
      assertThat(answer.status()).as(operation.name()).isEqualTo(401);
    }
    assertThat(
            client()
                .get("/api/v1/rules", "Authorization", "Bearer of-nobody-at-all")
                .text("detail"))
        .doesNotContain("of-nobody-at-all");
  }

  @Test
  void the_console_is_open_and_the_api_says_to_it_who_asks() throws Exception {
    assertThat(client().get("/").status()).isEqualTo(200);
    assertThat(client().get("/api/v1/me", VIEWER).response().body())
        .isEqualTo("{\"name\":\"viewer\",\"role\":\"viewer\"}");
    assertThat(client().get("/api/v1/me", TEAM).response().body())
        .isEqualTo("{\"name\":\"team-a\",\"role\":\"admin\",\"scope\":\"team-a/**\"}");
  }

  @Test
  void a_role_that_is_too_low_is_refused_and_named() throws Exception {
    for (Operation operation : document.operations()) {
      Role needed = Role.valueOf(operation.role().toUpperCase(java.util.Locale.ROOT));
      if (needed != Role.VIEWER) {
        ApiClient.Answer answer =
            client()
                .send(
                    operation.method(),
                    ContractTest.path(operation),
                    body(operation),
                    needed == Role.OPERATOR ? VIEWER : OPERATOR);
        assertThat(answer.status()).as(operation.name()).isEqualTo(403);
        assertThat(answer.text("role")).isEqualTo(operation.role());
        assertThat(answer.text("detail")).contains("api.tokens");
      }
    }
  }

  /** Each operation that there is: whoever adds one does not have to think of this. */
  @Test
  void whoever_is_limited_to_other_repositories_sees_and_touches_nothing() throws Exception {
    for (Operation operation : document.operations()) {
      String path =
          ContractTest.path(
              operation, Map.of("taskId", Objects.requireNonNull(task).id().toString()));
      ApiClient.Answer answer = client().send(operation.method(), path, body(operation), STRANGER);
      boolean harmless =
          List.of(403, 404, 422).contains(answer.status())
              || (answer.status() == 200 && operation.method().equals("GET"))
              || answer.json().path("matched").asInt(1) == 0;
      assertThat(harmless).as("%s answers %s", operation.name(), answer.response().body()).isTrue();
      if (!operation.path().equals("/openapi.yaml")) {
        assertThat(answer.response().body())
            .as(operation.name())
            .doesNotContain("prod/**", "prod-to-there", "mirror/secret-project");
      }
    }
  }

  @Test
  void a_limited_admin_changes_their_own_rules_and_no_others() throws Exception {
    assertThat(names(client().get("/api/v1/rules", TEAM))).containsExactly("of-team-a");
    assertThat(client().get("/api/v1/rules/walked", TEAM).status()).isEqualTo(404);
    assertThat(client().delete("/api/v1/rules/walked", TEAM).status()).isEqualTo(404);
    String mine = rule("mine", "team-a/app", "team-a/copy");
    assertThat(client().post("/api/v1/rules", mine, TEAM).status()).isEqualTo(201);
    ApiClient.Answer wide =
        client().put("/api/v1/rules/mine", rule("mine", "**", "team-a/copy"), TEAM);
    assertThat(wide.status()).isEqualTo(403);
    assertThat(wide.text("scope")).isEqualTo("team-a/**");
    assertThat(client().delete("/api/v1/rules/mine", TEAM).status()).isEqualTo(204);
  }

  @Test
  void a_limited_caller_syncs_within_their_limit_only() throws Exception {
    assertThat(sync("{\"source\":\"here/team-a/x:1\",\"target\":\"there/team-a/y:1\"}").status())
        .isEqualTo(202);
    assertThat(sync("{\"source\":\"here/team-a/x:1\"}").status()).isEqualTo(202);
    assertThat(
            sync("{\"source\":\"here/prod/x:1\",\"target\":\"there/team-a/y:1\"}").text("detail"))
        .contains("the source here/prod/x:1 is outside");
    assertThat(
            sync("{\"source\":\"here/team-a/x:1\",\"target\":\"there/prod/y:1\"}").text("detail"))
        .contains("the target there/prod/y:1 is outside");
    assertThat(sync("{\"source\":\"here/team-a/x:1\",\"rule\":\"walked\"}").status())
        .isEqualTo(422);
    // It is theirs to see, and does not match: named, it would copy the image all the same.
    client().post("/api/v1/rules", rule("narrow", "team-a/prod/**", "release/{name}"), ADMIN);
    assertThat(sync("{\"source\":\"here/team-a/x:1\",\"rule\":\"narrow\"}").text("detail"))
        .contains("the target there/release/x:1 is outside");
    assertThat(client().delete("/api/v1/rules/narrow", ADMIN).status()).isEqualTo(204);
  }

  @Test
  void what_is_changed_and_what_is_refused_is_in_the_audit_trail() throws Exception {
    String body = rule("audited", "team-a/x", "team-a/y");
    ApiClient.Answer made = client().post("/api/v1/rules", body, ADMIN);
    client().put("/api/v1/rules/audited", body.replace("team-a/y", "team-a/z"), ADMIN);
    client().delete("/api/v1/rules/audited", VIEWER);
    client().delete("/api/v1/rules/audited", ADMIN);
    String path = "/api/v1/audit?path=/api/v1/rules/audited";
    assertThat(client().get(path, VIEWER).status()).isEqualTo(403);
    List<JsonNode> trail = client().get(path, ADMIN).json().path("items").valueStream().toList();
    assertThat(trail)
        .extracting(
            e ->
                e.path("method").asText()
                    + " "
                    + e.path("caller").asText()
                    + " "
                    + e.path("status"))
        .containsExactly("DELETE admin 204", "DELETE viewer 403", "PUT admin 200");
    assertThat(trail.get(0).path("before").path("name").asText()).isEqualTo("audited");
    assertThat(trail.get(0).has("after")).isFalse();
    assertThat(trail.get(1).path("detail").asText()).contains("needs the role admin");
    assertThat(trail.get(2).path("before").toString()).contains("team-a/y");
    assertThat(trail.get(2).path("after").toString()).contains("team-a/z");
    assertThat(trail).allMatch(e -> e.path("address").asText().equals("127.0.0.1"));
    JsonNode page = client().get("/api/v1/audit?limit=1&caller=admin&method=POST", ADMIN).json();
    assertThat(
            client()
                .get(
                    "/api/v1/audit?caller=token:admin&cursor=" + page.path("nextCursor").asText(),
                    ADMIN)
                .json()
                .path("items")
                .toString())
        .doesNotContain(page.path("items").path(0).path("requestId").asText());
    assertThat(client().get("/api/v1/audit?since=2126-01-01T00:00:00Z", ADMIN).json().path("items"))
        .isEmpty();
    assertThat(
            client().get("/api/v1/audit?path=/api/v1/rules&method=POST", ADMIN).response().body())
        .contains(made.header("X-Request-Id").orElseThrow());
  }

  @Test
  void the_keys_of_two_callers_do_not_collide() throws Exception {
    String key = "same-" + UUID.randomUUID();
    String body = "{\"source\":\"here/team-a/x:1\",\"target\":\"there/team-a/x:1\"}";
    String[] first = {ADMIN[0], ADMIN[1], "Idempotency-Key", key};
    String[] second = {TEAM[0], TEAM[1], "Idempotency-Key", key};
    String event = client().post("/api/v1/tasks", body, first).text("eventId");
    assertThat(client().post("/api/v1/tasks", body, first).text("eventId")).isEqualTo(event);
    assertThat(client().post("/api/v1/tasks", body, second).text("eventId")).isNotEqualTo(event);
  }

  @Test
  void tokens_of_the_issuer_let_in_by_what_they_grant() throws Exception {
    String[] boss = bearer("u-1", Map.of("realm_access", Map.of("roles", List.of("boss"))));
    assertThat(names(client().get("/api/v1/rules", boss))).contains("walked", "of-team-a");
    String[] member =
        bearer("u-2", Map.of("realm_access", Map.of("roles", List.of("team-a", "other"))));
    assertThat(names(client().get("/api/v1/rules", member))).containsExactly("of-team-a");
    ApiClient.Answer tooLow =
        client().post("/api/v1/rules", rule("x", "team-a/x", "team-a/x"), member);
    assertThat(tooLow.status()).isEqualTo(403);
    assertThat(tooLow.text("detail")).contains("ann", "api.oidc.grants");
    String[] nobody = bearer("u-3", Map.of("realm_access", Map.of("roles", List.of("other"))));
    for (Operation operation : document.operations()) {
      assertThat(
              client()
                  .send(operation.method(), ContractTest.path(operation), body(operation), nobody)
                  .status())
          .as(operation.name())
          .isEqualTo(403);
    }
    String expired =
        Objects.requireNonNull(issuer)
            .bearer("u-1", Map.of(), Instant.now().minus(Duration.ofMinutes(2)));
    assertThat(client().get("/api/v1/rules", "Authorization", expired).text("detail"))
        .contains("has expired");
  }

  private static OidcConfig oidc(Issuer issuer) {
    return new OidcConfig(
        Optional.of(issuer.name()),
        Optional.of(Issuer.AUDIENCE),
        Optional.empty(),
        Optional.empty(),
        "preferred_username",
        "realm_access.roles",
        Map.of(
            "boss",
            GrantConfig.of(Role.ADMIN),
            "team-a",
            new GrantConfig(
                Role.OPERATOR, List.of(), List.of(RepositoryPrefix.parse("team-a/**")))),
        Optional.empty(),
        Optional.empty());
  }

  private String[] bearer(String subject, Map<String, Object> claims) throws Exception {
    Map<String, Object> all = new java.util.HashMap<>(claims);
    all.put("preferred_username", "ann");
    return new String[] {"Authorization", Objects.requireNonNull(issuer).bearer(subject, all)};
  }

  private static CallerConfig caller(String name, Role role) {
    return CallerConfig.of(name, Secret.of(name + "-token-of-this-test"), role);
  }

  private static String[] token(String name) {
    return new String[] {"Authorization", "Bearer " + name + "-token-of-this-test"};
  }

  private static String rule(String name, String repositories, String target) {
    return """
    {"name":"%s","source":{"registry":"here","repositories":"%s"},"targets":[{"registry":"there","repository":"%s"}]}
    """
        .formatted(name, repositories, target);
  }

  private static List<String> names(ApiClient.Answer answer) {
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
    return answer
        .json()
        .path("items")
        .valueStream()
        .map((JsonNode r) -> r.path("name").asText())
        .toList();
  }

  private ApiClient.Answer sync(String body) throws Exception {
    return client().post("/api/v1/tasks", body, TEAM);
  }

  private @Nullable String body(Operation operation) {
    return operation.hasBody() ? new ExampleBodies(document, operation).right().toString() : null;
  }

  private ApiClient client() {
    return Objects.requireNonNull(client);
  }
}
