package io.waybill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.waybill.endtoend.Images.Pushed;
import io.waybill.endtoend.SpanCollector.Collected;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * One push can be followed through all roles, down to each request to a registry, and on the lines
 * that they log as JSON.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TracesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final JsonMapper JSON = new JsonMapper();

  private final SpanCollector collector = new SpanCollector();
  private final Path directory;
  private final Landscape landscape;

  TracesTest(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
    this.directory = directory;
    this.landscape =
        Landscape.startOn(new Traced(Servers.choose(), collector.endpoint()), directory);
  }

  @AfterAll
  void takeDown() {
    landscape.close();
    collector.close();
  }

  @Test
  void onePushIsOneTraceFromTheWebhookToTheRequestsOfTheCopy() {
    try (Images images = new Images(landscape)) {
      Waybill waybill = new Waybill(landscape);
      waybill.makeRule("traced", "traced/**", "frankfurt", "always");
      images.pushToShanghai("traced/app", "1.0", 41);
      JsonNode done = waybill.awaitRecord("repository=traced/app&tag=1.0", "succeeded");
      String trace = done.get("traceId").asText();

      await("the spans of the copy")
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(of(collector, trace))
                      .extracting(Collected::name)
                      .contains("receive webhook", "plan", "copy", "PUT frankfurt"));

      Collected received = one(collector, trace, "receive webhook");
      Collected planned = one(collector, trace, "plan");
      // On a busy machine a task may come twice, which moves nothing.
      List<Collected> copies = named(collector, trace, "copy");
      Collected copied =
          copies.stream()
              .filter(copy -> "copied".equals(copy.attributes().get("waybill.outcome")))
              .findFirst()
              .orElseThrow();
      assertThat(received.service()).isEqualTo("waybill-gateway");
      assertThat(planned.service()).isEqualTo("waybill-worker");
      assertThat(planned.parent()).isEqualTo(received.id());
      assertThat(copied.parent()).isEqualTo(planned.id());
      assertThat(copied.attributes())
          .containsEntry("waybill.task", done.get("taskId").asText())
          .containsEntry("waybill.target", "frankfurt/mirror/traced/app:1.0");
      assertThat(of(collector, trace))
          .filteredOn(span -> span.attributes().containsKey("waybill.operation"))
          .isNotEmpty()
          .allSatisfy(span -> assertThat(copies).extracting(Collected::id).contains(span.parent()))
          .extracting(span -> span.attributes().get("waybill.registry"))
          .contains("shanghai", "frankfurt");
    }
  }

  @Test
  void theLinesAboutAPushCarryItsTraceItsEventAndItsTask() {
    String trace = "0af7651916cd43dd8448eb211c80319c";
    Waybill waybill = new Waybill(landscape);
    waybill.makeRule("logged", "logged/**", "frankfurt", "always");
    try (Images images = new Images(landscape)) {
      // Of a tag that is not there, which is what a worker has words for.
      Pushed gone =
          new Pushed(
              (TagReference) Reference.parse(landscape.shanghai() + "/logged/app:1.0"),
              "sha256:" + "0".repeat(64));

      Http.Answer answer =
          Http.post(
              landscape.webhook(),
              images.notification(gone, "a-push-to-be-logged"),
              "Authorization",
              "Bearer " + landscape.hookSecret(),
              "traceparent",
              "00-" + trace + "-b7ad6b7169203331-01");

      assertThat(answer.status()).as(answer.response().body()).isEqualTo(202);
      String task =
          waybill.awaitRecord("repository=logged/app&tag=1.0", "failed").get("taskId").asText();
      assertThat(mdc("gateway", trace))
          .extracting(about -> about.path("eventId").asText())
          .containsOnly(answer.body().get("events").get(0).asText());
      assertThat(mdc("worker", trace))
          .extracting(about -> about.path("taskId").asText())
          .contains(task);
    }
  }

  /** What the role's lines of the trace are about, once there is one. */
  private List<JsonNode> mdc(String role, String trace) {
    return await("a line of the " + role + " about " + trace)
        .atMost(PATIENCE)
        .until(
            () ->
                Files.readAllLines(directory.resolve(role + ".log")).stream()
                    .filter(line -> line.startsWith("{") && line.endsWith("}"))
                    .map(TracesTest::read)
                    .map(line -> line.path("mdc"))
                    .filter(about -> about.path("traceId").asText().equals(trace))
                    .toList(),
            lines -> !lines.isEmpty());
  }

  private static JsonNode read(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException noJson) {
      throw new AssertionError(line, noJson);
    }
  }

  private static List<Collected> of(SpanCollector collector, String trace) {
    return collector.spans().stream().filter(span -> span.trace().equals(trace)).toList();
  }

  private static List<Collected> named(SpanCollector collector, String trace, String name) {
    return of(collector, trace).stream().filter(span -> span.name().equals(name)).toList();
  }

  private static Collected one(SpanCollector collector, String trace, String name) {
    List<Collected> named = named(collector, trace, name);
    assertThat(named).as(name).hasSize(1);
    return named.getFirst();
  }

  /** Servers beside which roles send their spans to a collector, and log all as JSON. */
  private record Traced(Servers servers, URI collector) implements Servers {
    @Override
    public Running kafka(Path directory) {
      return servers.kafka(directory);
    }

    @Override
    public Database postgres(Path directory) {
      return servers.postgres(directory);
    }

    @Override
    public Running registry(Path directory, int port, @Nullable URI webhook, String authorization) {
      return servers.registry(directory, port, webhook, authorization);
    }

    @Override
    public String configuration(Running kafka, Database database) {
      return servers.configuration(kafka, database)
          + "traces: { endpoint: \"%s\" }\n".formatted(collector)
          + "log: { format: json, level: debug }\n";
    }
  }
}
