package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.kafka.Headers;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RuleApiTest {
  private @Nullable WaybillConfig config;
  private @Nullable Api api;
  private @Nullable ApiClient client;

  @BeforeAll
  void start(Servers servers) throws Exception {
    config = servers.config(servers.database());
    api = Api.start(config);
    client = new ApiClient(api.uri());
  }

  @AfterAll
  void stop() {
    Objects.requireNonNull(api).close();
  }

  @Test
  void a_rule_is_on_the_topic_when_the_answer_is_given() throws Exception {
    ApiClient.Answer made = client().post("/api/v1/rules", rule("made"));
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.header("Location")).contains("/api/v1/rules/" + made.text("id"));
    assertThat(made.header("ETag")).contains("\"1\"");
    assertThat(onTopic()).containsKey(made.text("id"));
    Rule published = Objects.requireNonNull(onTopic().get(made.text("id")));
    assertThat(published.name()).isEqualTo("made");
    assertThat(client().get("/api/v1/rules/made").json()).isEqualTo(made.json());
    assertThat(client().get("/api/v1/rules/made", "If-None-Match", "\"1\"").status())
        .isEqualTo(304);
    assertThat(client().get("/api/v1/rules/made", "If-None-Match", "\"7\"").status())
        .isEqualTo(200);
    assertThat(client().get("/api/v1/rules/" + made.text("id")).json()).isEqualTo(made.json());
  }

  @Test
  void a_changed_rule_gets_a_revision_and_a_deleted_one_a_tombstone() throws Exception {
    ApiClient.Answer made = client().post("/api/v1/rules", rule("changing"));
    String path = "/api/v1/rules/" + made.text("id");
    String body = made.json().toString().replace("\"always\"", "\"never\"");
    ApiClient.Answer changed = client().put(path, body);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().path("revision").asInt()).isEqualTo(2);
    assertThat(changed.text("overwrite")).isEqualTo("never");
    assertThat(client().put(path, changed.json().toString()).header("ETag")).contains("\"2\"");
    assertThat(Objects.requireNonNull(onTopic().get(made.text("id"))).revision()).isEqualTo(2);

    assertThat(client().delete(path).status()).isEqualTo(204);
    assertThat(onTopic()).doesNotContainKey(made.text("id"));
    assertThat(client().get(path).status()).isEqualTo(404);
    assertThat(client().post("/api/v1/rules", rule("changing")).status()).isEqualTo(201);
  }

  @Test
  void a_change_to_what_somebody_else_has_changed_is_refused() throws Exception {
    client().post("/api/v1/rules", rule("contested"));
    String other = rule("contested").replace("prod/**", "test/**");
    String path = "/api/v1/rules/contested";
    assertThat(client().put(path, other, "If-Match", "\"1\"").status()).isEqualTo(200);
    ApiClient.Answer late = client().put(path, rule("contested"), "If-Match", "\"1\"");
    assertThat(late.status()).isEqualTo(412);
    assertThat(late.text("detail")).contains("revision 2");
    assertThat(client().delete(path, "If-Match", "\"1\"").status()).isEqualTo(412);
    assertThat(client().delete(path, "If-Match", "nonsense").status()).isEqualTo(400);
  }

  @Test
  void a_name_that_is_taken_is_refused() throws Exception {
    client().post("/api/v1/rules", rule("taken"));
    client().post("/api/v1/rules", rule("other"));
    assertThat(client().post("/api/v1/rules", rule("taken")).status()).isEqualTo(409);
    ApiClient.Answer renamed = client().put("/api/v1/rules/other", rule("taken"));
    assertThat(renamed.status()).isEqualTo(409);
    assertThat(renamed.text("detail")).contains("a rule called taken");
  }

  @Test
  void mistakes_are_named_with_their_place_and_what_to_do() throws Exception {
    assertRefused(rule("r").replace("{\"name\"", "{\"enabeld\":true,\"name\""), "did you mean");
    assertRefused(rule("r").replace("\"here\"", "\"hear\""), "known are here, there");
    assertRefused(rule("r").replace("\"there\"", "\"here\""), "targets[0]");
    assertRefused(rule("r").replace("prod/**", "prod/[a]"), "source.repositories");
    assertRefused(rule("no spaces"), "name must be");
    assertRefused("{\"name\":\"r\"}", "source is missing");
    assertRefused(rule("r").replace("\"targets\"", "\"overwrite\":\"maybe\",\"targets\""), "never");
    assertThat(client().post("/api/v1/rules", "{").status()).isEqualTo(400);
    assertThat(client().post("/api/v1/rules", "").status()).isEqualTo(400);
    assertRefused("[]", "object");
  }

  private void assertRefused(String body, String words) throws Exception {
    ApiClient.Answer answer = client().post("/api/v1/rules", body);
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(422);
    assertThat(answer.text("detail")).contains(words).endsWith(".");
  }

  @Test
  void the_same_request_with_the_same_key_makes_one_rule() throws Exception {
    ApiClient.Answer first =
        client().post("/api/v1/rules", rule("keyed"), "Idempotency-Key", "abc");
    ApiClient.Answer again =
        client().post("/api/v1/rules", rule("keyed"), "Idempotency-Key", "abc");
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.json()).isEqualTo(first.json());
    assertThat(again.header("Location")).isEqualTo(first.header("Location"));
    assertThat(again.header("Idempotency-Replayed")).contains("true");
    ApiClient.Answer other =
        client().post("/api/v1/rules", rule("keyed-2"), "Idempotency-Key", "abc");
    assertThat(other.status()).isEqualTo(422);
  }

  @Test
  void rules_come_in_pages_in_the_order_of_their_names() throws Exception {
    for (String name : List.of("page-b", "page-a", "page-c")) {
      client().post("/api/v1/rules", rule(name));
    }
    List<String> names = new ArrayList<>();
    String cursor = "";
    do {
      ApiClient.Answer page = client().get("/api/v1/rules?limit=2" + cursor);
      page.json().path("items").forEach(item -> names.add(item.path("name").asText()));
      cursor = page.json().has("nextCursor") ? "&cursor=" + page.text("nextCursor") : "";
    } while (!cursor.isEmpty());
    assertThat(names).isSorted().contains("page-a", "page-b", "page-c").doesNotHaveDuplicates();
    assertThat(client().get("/api/v1/rules?limit=0").status()).isEqualTo(400);
    assertThat(client().get("/api/v1/rules?cursor=bogus").status()).isEqualTo(400);
    assertThat(client().get("/api/v1/rules?page=2").text("detail")).contains("cursor, limit");
  }

  @Test
  void a_restart_publishes_every_rule_again_and_ends_those_that_are_gone(Servers servers)
      throws Exception {
    String id = client().post("/api/v1/rules", rule("lasting")).text("id");
    WaybillConfig mine = Objects.requireNonNull(config);
    long before = states(id);
    Objects.requireNonNull(api).close();
    // An API over another database: the rules of the first one are none of its own.
    Api.start(servers.config(servers.database())).close();
    assertThat(onTopic()).isEmpty();
    api = Api.start(mine);
    client = new ApiClient(api.uri());
    assertThat(onTopic()).containsKey(id);
    assertThat(states(id)).isEqualTo(before + 1);
  }

  private long states(String id) {
    return TopicReader.read(Objects.requireNonNull(config).kafka(), Topics.RULES).stream()
        .filter(record -> id.equals(record.key()) && record.value() != null)
        .count();
  }

  private Map<String, Rule> onTopic() throws Exception {
    Map<String, Rule> rules = new LinkedHashMap<>();
    for (ConsumerRecord<String, byte[]> record :
        TopicReader.read(Objects.requireNonNull(config).kafka(), Topics.RULES)) {
      if (record.value() == null) {
        rules.remove(record.key());
      } else {
        rules.put(record.key(), Messages.readRule(Headers.of(record), record.value()));
      }
    }
    return rules;
  }

  private ApiClient client() {
    return Objects.requireNonNull(client);
  }

  static String rule(String name) {
    return """
    {"name":"%s","source":{"registry":"here","repositories":"prod/**"},"targets":[{"registry":"there"}]}
    """
        .formatted(name);
  }
}
