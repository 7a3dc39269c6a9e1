package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.waybill.api.receivers.Signature;
import io.waybill.chassis.config.ApiConfig;
import io.waybill.chassis.config.ConfigLoader;
import io.waybill.chassis.config.SigningConfig;
import io.waybill.chassis.config.WaybillConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What docs/notifications.md shows is what the API takes and sends. */
@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentedNotificationsTest {
  private static final Path PAGE = Path.of("..", "docs", "notifications.md");
  private static final String SECRET = "a-secret-of-this-test";

  private @Nullable Api api;
  private @Nullable ApiClient client;
  private @Nullable SigningConfig signing;

  @BeforeAll
  void start(Servers servers) throws Exception {
    WaybillConfig config = servers.config(servers.database());
    ApiConfig documented =
        ConfigLoader.parse(configuration(), Map.of("SHOP_HOOK_SECRET", SECRET)).api();
    signing = documented.notifications().secrets().get("shop");
    config =
        config.withApi(
            config
                .api()
                .withNotifications(documented.notifications())
                .withKubernetes(documented.kubernetes()));
    api = Api.start(config);
    client = new ApiClient(api.uri());
  }

  @AfterAll
  void stop() {
    Objects.requireNonNull(api).close();
  }

  private static String configuration() throws Exception {
    return blocks("yaml").stream()
        .filter(block -> block.startsWith("api:"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void every_subscription_is_one_that_the_api_takes() throws Exception {
    List<String> subscriptions =
        blocks("yaml").stream().filter(block -> block.startsWith("name:")).toList();
    assertThat(subscriptions).hasSizeGreaterThanOrEqualTo(4);
    for (String yaml : subscriptions) {
      JsonNode spec = new YAMLMapper().readTree(yaml);
      ApiClient.Answer made =
          Objects.requireNonNull(client).post("/api/v1/subscriptions", spec.toString());
      assertThat(made.status()).as("%s%n%s", yaml, made.response().body()).isEqualTo(201);
    }
  }

  @Test
  void the_event_is_of_the_schema() throws Exception {
    List<String> events = blocks("json");
    assertThat(events).isNotEmpty();
    for (String event : events) {
      OpenApiDocument.load().checkSchema("TaskNotification", event);
    }
  }

  @Test
  void the_python_that_checks_a_signature_takes_ours_and_no_other(@TempDir Path directory)
      throws Exception {
    String body = "{\"some\":\"body\"}";
    Instant now = Instant.now();
    String signature =
        "v1,bm9uc2Vuc2U= "
            + Signature.of(
                Objects.requireNonNull(signing),
                "an-id",
                now,
                body.getBytes(StandardCharsets.UTF_8));
    assertThat(python(directory, body, now, signature)).isEqualTo("True");
    assertThat(python(directory, body + " ", now, signature)).isEqualTo("False");
    assertThat(python(directory, body, now.minusSeconds(4_000), signature)).isEqualTo("False");
  }

  private static String python(Path directory, String body, Instant at, String signature)
      throws Exception {
    Path script =
        Files.writeString(
            directory.resolve("check.py"),
            blocks("python").getFirst()
                + "\nprint(is_from_waybill(%s, {'webhook-id': 'an-id', 'webhook-timestamp': '%d', 'webhook-signature': '%s'}, b'%s'))\n"
                    .formatted("'" + SECRET + "'", at.getEpochSecond(), signature, body));
    Process process;
    try {
      process = new ProcessBuilder("python3", script.toString()).redirectErrorStream(true).start();
    } catch (java.io.IOException none) {
      return Assumptions.abort("There is no python3 here");
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return said.strip();
  }

  private static List<String> blocks(String language) throws Exception {
    Matcher blocks =
        Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$").matcher(Files.readString(PAGE));
    return blocks.results().map(block -> block.group(1)).toList();
  }
}
