package io.waybill.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.endtoend.Http;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the API tells of one rule's tasks, and whether that can be true. */
final class History {
  private static final Set<String> SUCCESSES = Set.of("copied", "already-present");
  private static final Set<String> FAILURES = Set.of("failed", "retry-at");

  /** An attempt whose end never came to Kafka is held for lost after ten minutes of silence. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private final ChaosLandscape landscape;
  private final String rule;

  History(ChaosLandscape landscape, String rule) {
    this.landscape = landscape;
    this.rule = rule;
  }

  /** All records of the rule, without their attempts. */
  List<JsonNode> records() {
    List<JsonNode> records = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = get("records?limit=200&rule=" + rule + cursor);
      page.get("items").forEach(records::add);
      JsonNode next = page.path("nextCursor");
      cursor =
          next.isTextual()
              ? "&cursor=" + URLEncoder.encode(next.asText(), StandardCharsets.UTF_8)
              : "";
    } while (!cursor.isEmpty());
    return records;
  }

  /** How often attempts ended how; for whoever wants to know what a run was like. */
  Map<String, Integer> outcomes() {
    Map<String, Integer> outcomes = new TreeMap<>();
    for (JsonNode summary : records()) {
      for (JsonNode attempt : get("records/" + summary.get("taskId").asText()).get("attempts")) {
        String code = attempt.at("/failure/code").asText();
        outcomes.merge((attempt.path("outcome").asText() + " " + code).strip(), 1, Integer::sum);
      }
    }
    return outcomes;
  }

  /** How many tasks of the rule have which status, as the records say. */
  Map<String, Integer> counts() {
    Map<String, Integer> counts = new HashMap<>();
    records().forEach(record -> counts.merge(record.get("status").asText(), 1, Integer::sum));
    return counts;
  }

  /** The same, as the statistics say. */
  Map<String, Integer> statistics() {
    Map<String, Integer> counts = new HashMap<>();
    for (JsonNode group : get("stats?by=rule").get("groups")) {
      if (group.path("ruleName").asText().equals(rule)) {
        group
            .at("/numbers/tasks")
            .properties()
            .forEach(each -> counts.put(each.getKey(), each.getValue().asInt()));
      }
    }
    counts.values().removeIf(count -> count == 0);
    return counts;
  }

  /** Guards that the record and its attempts are no contradiction. */
  void requireSound(JsonNode summary) {
    JsonNode record = awaitAllEnds(summary.get("taskId").asText());
    String text = record.toPrettyString();
    JsonNode attempts = record.get("attempts");
    assertThat(attempts).as(text).isNotEmpty();
    assertThat(record.get("attemptCount").asInt()).as(text).isEqualTo(attempts.size());
    assertThat(time(record, "startedAt")).as(text).isAfterOrEqualTo(time(record, "plannedAt"));
    assertThat(time(record, "endedAt")).as(text).isAfterOrEqualTo(time(record, "startedAt"));
    List<String> outcomes = new ArrayList<>();
    for (JsonNode attempt : attempts) {
      assertThat(attempt.hasNonNull("outcome")).as("an attempt without an end: " + text).isTrue();
      String outcome = attempt.get("outcome").asText();
      outcomes.add(outcome);
      assertThat(time(attempt, "endedAt")).as(text).isAfterOrEqualTo(time(attempt, "startedAt"));
      if (FAILURES.contains(outcome)) {
        assertThat(attempt.at("/failure/code").asText()).as(text).isNotBlank();
        assertThat(attempt.at("/failure/reason").asText()).as(text).isNotBlank();
      }
    }
    if (record.get("status").asText().equals("succeeded")) {
      assertThat(outcomes).as(text).containsAnyElementsOf(SUCCESSES);
    } else {
      assertThat(outcomes).as(text).contains("failed").doesNotContainAnyElementsOf(SUCCESSES);
      assertThat(record.at("/failure/code").asText()).as(text).isNotBlank();
    }
  }

  /** A task that was delivered twice may be over while its other attempt still runs. */
  private JsonNode awaitAllEnds(String taskId) {
    return await("EveryAttemptRecorded: all attempts of " + taskId + " to have an end")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(300))
        .pollDelay(Duration.ZERO)
        .until(
            () -> get("records/" + taskId),
            record ->
                record.get("attempts").valueStream().allMatch(each -> each.hasNonNull("outcome")));
  }

  private static Instant time(JsonNode node, String field) {
    assertThat(node.hasNonNull(field)).as(field + " of " + node).isTrue();
    return Instant.parse(node.get(field).asText());
  }

  /** What the API answers. */
  JsonNode get(String path) {
    Http.Answer answer = Http.get(landscape.api(path));
    assertThat(answer.status()).as(path + ": " + answer.response().body()).isEqualTo(200);
    return answer.body();
  }
}
