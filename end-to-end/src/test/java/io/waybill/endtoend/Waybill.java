package io.waybill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What a person does with a landscape over HTTP: makes rules, reads records, asks for a replay. */
final class Waybill {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private final Landscape landscape;

  Waybill(Landscape landscape) {
    this.landscape = landscape;
  }

  /** Makes a rule from shanghai to a registry, for the repositories, with the policy. */
  JsonNode makeRule(String name, String repositories, String target, String overwrite) {
    Http.Answer answer =
        Http.post(
            landscape.api("/api/v1/rules"),
            """
            { "name": "%s",
              "source": { "registry": "shanghai", "repositories": "%s" },
              "targets": [ { "registry": "%s", "repository": "mirror/{repository}" } ],
              "overwrite": "%s" }
            """
                .formatted(name, repositories, target, overwrite));
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(201);
    return answer.body();
  }

  /** The records that the filter leaves, newest first, all pages. */
  List<JsonNode> records(String filter) {
    List<JsonNode> records = new ArrayList<>();
    String cursor = "";
    do {
      Http.Answer page = Http.get(landscape.api("/api/v1/records?limit=100&" + filter + cursor));
      assertThat(page.status()).as(page.response().body()).isEqualTo(200);
      page.body().get("items").forEach(records::add);
      JsonNode next = page.body().path("nextCursor");
      cursor =
          next.isTextual()
              ? "&cursor=" + URLEncoder.encode(next.asText(), StandardCharsets.UTF_8)
              : "";
    } while (!cursor.isEmpty());
    return records;
  }

  /** Waits until the one record that the filter leaves has the status, and returns it whole. */
  JsonNode awaitRecord(String filter, String status) {
    await("a record with " + filter + " to be " + status)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () ->
                assertThat(records(filter))
                    .as("records with " + filter)
                    .singleElement()
                    .extracting(record -> record.path("status").asText())
                    .isEqualTo(status));
    return record(records(filter).getFirst().get("taskId").asText());
  }

  /** One record with its attempts. */
  JsonNode record(String taskId) {
    Http.Answer answer = Http.get(landscape.api("/api/v1/records/" + taskId));
    assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
    return answer.body();
  }
}
