package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which rules take an image, and what somebody learns who wants one synced that none takes. */
@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RuleFitApiTest {
  private @Nullable RunningApi api;

  @BeforeAll
  void start(Servers servers) throws Exception {
    api = RunningApi.start(servers);
    makeRule("stable", "prod/**", "\"excludeTags\":\"*-rc*\"", true);
    makeRule("nightly", "prod/**", "\"tags\":\"nightly\"", true);
    makeRule("paused", "prod/app", "\"tags\":\"v*\"", false);
    makeRule("others", "other/**", "\"tags\":\"v*\"", true);
  }

  @AfterAll
  void stop() {
    Objects.requireNonNull(api).close();
  }

  @Test
  void each_rule_that_names_the_repository_says_whether_it_takes_the_image() throws Exception {
    JsonNode fits = client().get("/api/v1/fits/here/prod/app/v1-rc1").json();

    assertThat(fits.path("taken").asInt()).isZero();
    assertThat(fits.path("others").asInt()).isEqualTo(1);
    assertThat(texts(fits, "ruleName")).containsExactly("paused", "stable", "nightly");
    assertThat(texts(fits, "fit")).containsExactly("disabled", "tag-excluded", "tag");
    assertThat(texts(fits, "why").get(1)).contains("\"*-rc*\"", "\"v1-rc1\"");
    JsonNode taken = client().get("/api/v1/fits/here/prod/app/v1").json();
    assertThat(taken.path("taken").asInt()).isEqualTo(1);
    assertThat(texts(taken, "ruleName")).startsWith("stable");
    assertThat(taken.path("rules").path(0).path("targets").path(0).asText())
        .isEqualTo("there/mirror/prod/app:v1");
    assertThat(client().get("/api/v1/fits/here/UPPER/v1").status()).isEqualTo(400);
  }

  @Test
  void an_image_that_no_rule_takes_is_not_synced_and_the_answer_says_why() throws Exception {
    ApiClient.Answer near = sync("here/prod/app:v1-rc1");
    ApiClient.Answer far = sync("here/nobody/app:v1");
    ApiClient.Answer elsewhere = sync("there/prod/app:v1");

    assertThat(near.status()).isEqualTo(409);
    assertThat(near.text("type")).endsWith("no-rule-takes-it");
    assertThat(texts(near.json(), "ruleName")).containsExactly("paused", "stable", "nightly");
    assertThat(far.text("detail"))
        .contains("rules about images of here (4) name other repositories than nobody/app");
    assertThat(elsewhere.text("detail")).contains("No rule is about images of there.");
    assertThat(sync("here/prod/app:v1").status()).isEqualTo(202);
  }

  private ApiClient.Answer sync(String image) throws Exception {
    return client().post("/api/v1/tasks", "{\"source\":\"" + image + "\"}");
  }

  private static List<String> texts(JsonNode answer, String field) {
    return answer.path("rules").valueStream().map(rule -> rule.path(field).asText()).toList();
  }

  private void makeRule(String name, String repositories, String tags, boolean enabled)
      throws Exception {
    String body =
        """
        {"name":"%s","enabled":%s,"source":{"registry":"here","repositories":"%s",%s},
         "targets":[{"registry":"there","repository":"mirror/{repository}"}]}\
        """
            .formatted(name, enabled, repositories, tags);
    assertThat(client().post("/api/v1/rules", body).status()).isEqualTo(201);
  }

  private ApiClient client() {
    return Objects.requireNonNull(api).client();
  }
}
