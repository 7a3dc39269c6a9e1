package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.api.OpenApiDocument.Operation;
import io.waybill.api.database.Database;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.schemas.names.Digest;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What holds for every operation of openapi.yaml, whoever wrote it: each is called here in each way
 * that all of them have in common. The client holds each answer against the document.
 */
@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContractTest {
  /** An id of nothing; the same for each request to an address. */
  private static final String NOWHERE = "5d3c1b7e-0f2a-4c86-9a55-3f1f6f0a7c11";

  private final OpenApiDocument document = OpenApiDocument.load();
  private @Nullable WaybillConfig config;
  private @Nullable Api api;
  private @Nullable ApiClient client;

  @BeforeAll
  void start(Servers servers) throws Exception {
    config = servers.config(servers.database());
    api = Api.start(config);
    client = new ApiClient(api.uri());
    client.post("/api/v1/rules", RuleApiTest.rule("walked"));
    client.post(
        "/api/v1/subscriptions",
        "{\"name\":\"walked\",\"webhook\":{\"url\":\"http://127.0.0.1:1/\"}}");
  }

  @AfterAll
  void stop() {
    Objects.requireNonNull(api).close();
  }

  @Test
  void a_body_that_is_not_json_is_refused() throws Exception {
    for (Operation operation : document.operations()) {
      if (operation.hasBody()) {
        String path = path(operation);
        assertStatus(operation, 400, "{", "Content-Type", "application/json");
        assertStatus(operation, 415, "a: b", "Content-Type", "application/yaml");
        assertThat(client().send(operation.method(), path, "x".repeat(5 << 20)).status())
            .as(operation.name())
            .isEqualTo(413);
      }
    }
  }

  @Test
  void a_body_that_breaks_the_schema_is_refused_by_the_name_of_the_key() throws Exception {
    for (Operation operation : document.operations()) {
      if (operation.hasBody()) {
        for (Map.Entry<String, ObjectNode> wrong :
            new ExampleBodies(document, operation).wrong().entrySet()) {
          ApiClient.Answer answer =
              client().send(operation.method(), path(operation), wrong.getValue().toString());
          assertSoftly(
              all -> {
                all.assertThat(answer.status())
                    .as("%s with %s", operation.name(), wrong.getValue())
                    .isIn(400, 422);
                all.assertThat(answer.text("detail") + answer.text("key"))
                    .as("%s with %s", operation.name(), wrong.getValue())
                    .contains(wrong.getKey().replaceFirst(" .*", ""));
              });
        }
      }
    }
  }

  @Test
  void a_key_of_a_request_that_is_being_worked_on_is_refused() throws Exception {
    try (Database database = Database.open(Objects.requireNonNull(config).database())) {
      for (Operation operation : document.operations()) {
        if (operation.node().path("parameters").toString().contains("idempotencyKey")) {
          String body = String.valueOf(body(operation));
          database.transaction(connection -> beginWork(connection, path(operation), body));
          assertStatus(operation, 409, body, "Idempotency-Key", "at-work");
        }
      }
    }
  }

  private static boolean beginWork(Connection connection, String address, String body)
      throws SQLException {
    String sql =
        "INSERT INTO idempotency_keys (caller, route, key, request_hash, expires_at)"
            + " VALUES ('anyone', ?, 'at-work', ?, now() + interval '1 hour')";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setString(1, address);
      insert.setString(2, Digest.sha256(body.getBytes(StandardCharsets.UTF_8)).hex());
      return insert.executeUpdate() == 1;
    }
  }

  @Test
  void a_browser_on_another_site_is_refused_where_nobody_is_asked_who_they_are() throws Exception {
    for (Operation operation : document.operations()) {
      assertStatus(operation, 403, body(operation), "Origin", "https://elsewhere.example.com");
    }
  }

  @Test
  void a_page_cannot_be_asked_for_wrongly() throws Exception {
    for (Operation operation : document.operations()) {
      if (operation.node().path("parameters").toString().contains("parameters/cursor")) {
        for (String query : new String[] {"limit=0", "cursor=bogus", "nobodyKnowsThis=1"}) {
          ApiClient.Answer answer = client().get(path(operation) + "?" + query);
          assertThat(answer.status()).as("%s?%s", operation.name(), query).isEqualTo(400);
        }
      }
    }
  }

  @Test
  void a_method_that_a_path_does_not_take_is_answered_with_those_that_it_takes() throws Exception {
    ApiClient.Answer answer = client().send("PATCH", "/api/v1/rules", "{}");
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Allow")).contains("GET, POST");
  }

  private void assertStatus(
      Operation operation, int status, @Nullable String body, String... headers) throws Exception {
    ApiClient.Answer answer = client().send(operation.method(), path(operation), body, headers);
    assertThat(answer.status())
        .as("%s answers %s", operation.name(), answer.response().body())
        .isEqualTo(status);
  }

  private @Nullable String body(Operation operation) {
    return operation.hasBody() ? new ExampleBodies(document, operation).right().toString() : null;
  }

  /** An address of the operation; what it names is there where it can be. */
  static String path(Operation operation) {
    return path(operation, Map.of());
  }

  /** The same with these parameters. */
  static String path(Operation operation, Map<String, String> parameters) {
    String path = operation.path();
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      path = path.replace("{" + parameter.getKey() + "}", parameter.getValue());
    }
    return "/api/v1"
        + path.replace("{rule}", "walked")
            .replace("{subscription}", "walked")
            .replace("{registry}", "here")
            .replace("{tag}", "v1")
            .replaceAll("\\{[^}]*}", NOWHERE);
  }

  private ApiClient client() {
    return Objects.requireNonNull(client);
  }
}
