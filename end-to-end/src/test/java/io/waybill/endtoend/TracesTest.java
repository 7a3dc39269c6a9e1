package io.waybill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.endtoend.SpanCollector.Collected;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** One push can be followed through all roles, down to each request to a registry. */
class TracesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @Test
  void onePushIsOneTraceFromTheWebhookToTheRequestsOfTheCopy(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
    try (SpanCollector collector = new SpanCollector();
        Landscape landscape =
            Landscape.startOn(new Traced(Servers.choose(), collector.endpoint()), directory);
        Images images = new Images(landscape)) {
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
      Collected copied = one(collector, trace, "copy");
      assertThat(received.service()).isEqualTo("waybill-gateway");
      assertThat(planned.service()).isEqualTo("waybill-worker");
      assertThat(planned.parent()).isEqualTo(received.id());
      assertThat(copied.parent()).isEqualTo(planned.id());
      assertThat(copied.attributes())
          .containsEntry("waybill.task", done.get("taskId").asText())
          .containsEntry("waybill.target", "frankfurt/mirror/traced/app:1.0")
          .containsEntry("waybill.outcome", "copied");
      assertThat(of(collector, trace))
          .filteredOn(span -> span.attributes().containsKey("waybill.operation"))
          .isNotEmpty()
          .allSatisfy(span -> assertThat(span.parent()).isEqualTo(copied.id()))
          .extracting(span -> span.attributes().get("waybill.registry"))
          .contains("shanghai", "frankfurt");
    }
  }

  private static List<Collected> of(SpanCollector collector, String trace) {
    return collector.spans().stream().filter(span -> span.trace().equals(trace)).toList();
  }

  private static Collected one(SpanCollector collector, String trace, String name) {
    List<Collected> named =
        of(collector, trace).stream().filter(span -> span.name().equals(name)).toList();
    assertThat(named).as(name).hasSize(1);
    return named.getFirst();
  }

  /** Servers that roles send their spans to a collector beside. */
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
          + "traces: { endpoint: \"%s\" }\n".formatted(collector);
    }
  }
}
