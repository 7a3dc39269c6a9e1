package io.waybill.endtoend.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The dashboard and the alert rules speak of metrics that exist, with the labels they have. */
class DashboardAndAlertsTest {
  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final Path RUNBOOK = Path.of("..", "docs", "runbook.md");
  private static final Pattern LABEL_VALUES =
      Pattern.compile("label_values\\(([\\w:]+)(?:\\{.*})?, *(\\w+)\\)");

  /** What Prometheus adds itself. */
  private static final Set<String> EVERYWHERE = Set.of("role", "job", "instance");

  /** For each name that can be selected its labels. */
  private final Map<String, Set<String>> known = known();

  @Test
  void everyAlertIsAboutMetricsThatExist() throws IOException {
    List<JsonNode> alerts = alerts();

    assertThat(alerts).hasSizeGreaterThan(15);
    assertThat(alerts)
        .allSatisfy(alert -> assertThat(unknown(alert.path("expr").asText())).isEmpty());
  }

  @Test
  void everyAlertSaysWhatIsWrongHowBadItIsAndWhereToRead() throws IOException {
    String runbook = Files.readString(RUNBOOK);
    for (JsonNode alert : alerts()) {
      String name = alert.path("alert").asText();
      JsonNode notes = alert.path("annotations");

      assertThat(alert.path("labels").path("severity").asText()).as(name).isIn("page", "ticket");
      assertThat(notes.path("summary").asText()).as(name).isNotBlank().doesNotEndWith(".");
      assertThat(notes.path("description").asText()).as(name).endsWith(".");
      assertThat(notes.path("runbook_url").asText())
          .as(name)
          .endsWith("docs/runbook.md#" + name.toLowerCase(Locale.ROOT));
      assertThat(runbook).as(name).contains("\n## " + name + "\n");
    }
  }

  @Test
  void everyLabelOfAnAlertsTextIsOneThatItsExpressionKeeps() throws IOException {
    for (JsonNode alert : alerts()) {
      Set<String> asked = new TreeSet<>(EVERYWHERE);
      PromQl.selectors(alert.path("expr").asText())
          .forEach(selector -> asked.addAll(selector.labels()));
      String text = alert.path("annotations").toString();
      Matcher label = Pattern.compile("\\$labels\\.(\\w+)").matcher(text);
      while (label.find()) {
        assertThat(asked).as(alert.path("alert").asText()).contains(label.group(1));
      }
    }
  }

  @Test
  void everyPanelIsAboutMetricsThatExist() throws IOException {
    JsonNode dashboard =
        new ObjectMapper().readTree(DEPLOY.resolve("grafana/waybill.json").toFile());
    List<String> expressions = new ArrayList<>();
    for (JsonNode expression : dashboard.path("panels").findValues("expr")) {
      expressions.add(expression.asText());
    }

    assertThat(expressions).hasSizeGreaterThan(20);
    assertThat(expressions).allSatisfy(each -> assertThat(unknown(each)).as(each).isEmpty());
  }

  @Test
  void everyVariableOfTheDashboardIsALabelThatExists() throws IOException {
    JsonNode dashboard =
        new ObjectMapper().readTree(DEPLOY.resolve("grafana/waybill.json").toFile());
    for (JsonNode variable : dashboard.path("templating").path("list")) {
      if (variable.path("type").asText().equals("query")) {
        Matcher query = LABEL_VALUES.matcher(variable.path("query").path("query").asText());
        assertThat(query.matches()).as("%s", variable).isTrue();
        assertThat(labels(query.group(1))).contains(query.group(2));
      }
    }
  }

  @Test
  void aWrongNameOrLabelIsFound() {
    assertThat(unknown("sum by (region) (rate(waybill_queue_wait_seconds_bucket[5m]))")).isEmpty();
    assertThat(unknown("waybill_queue_wait_seconds")).containsExactly("waybill_queue_wait_seconds");
    assertThat(unknown("rate(waybill_queue_waits_seconds_count[5m]) > 1"))
        .containsExactly("waybill_queue_waits_seconds_count");
    assertThat(unknown("sum(waybill_slots{regoin=\"eu\"})"))
        .containsExactly("waybill_slots{regoin}");
    assertThat(unknown("sum(waybill_slots) by (registry) / 2"))
        .containsExactly("waybill_slots{registry}");
    assertThat(unknown("sum by (region) (waybill_slots and on (lane) (up == 1 or waybill_slots))"))
        .containsExactly("up{lane}");
    assertThat(unknown("max without (lane) (waybill_slots offset 5m) unless waybill_slot"))
        .containsExactly("waybill_slot");
    assertThat(unknown("waybill_slots / on (region) group_left (lane) waybill_slots_busy"))
        .isEmpty();
    assertThat(unknown("histogram_quantile(0.9, waybill_slots{lane=~\"a{2}|waybill_x\"})"))
        .isEmpty();
    assertThatThrownBy(() -> unknown("{region=\"eu\"}")).hasMessageContaining("without a metric");
    assertThatThrownBy(() -> unknown("rates(waybill_slots[5m])")).hasMessageContaining("rates");
    assertThatThrownBy(() -> unknown("sum(waybill_slots")).hasMessageContaining("not closed");
  }

  private List<String> unknown(String expression) {
    List<String> wrong = new ArrayList<>();
    for (PromQl.Selector selector : PromQl.selectors(expression)) {
      Set<String> labels = known.get(selector.metric());
      if (labels == null) {
        wrong.add(selector.metric());
        continue;
      }
      for (String label : selector.labels()) {
        if (!labels.contains(label) && !EVERYWHERE.contains(label)) {
          wrong.add(selector.metric() + "{" + label + "}");
        }
      }
    }
    return wrong;
  }

  private Set<String> labels(String metric) {
    Set<String> labels = new TreeSet<>(known.getOrDefault(metric, Set.of()));
    labels.addAll(EVERYWHERE);
    return labels;
  }

  private static List<JsonNode> alerts() throws IOException {
    JsonNode rules =
        new ObjectMapper(new YAMLFactory())
            .readTree(DEPLOY.resolve("prometheus/waybill-alerts.yaml").toFile());
    List<JsonNode> alerts = new ArrayList<>();
    rules.path("groups").forEach(group -> group.path("rules").forEach(alerts::add));
    return alerts;
  }

  /** The golden names, with the suffixes under which a histogram's or a timer's are selected. */
  private static Map<String, Set<String>> known() {
    Map<String, Set<String>> known = new HashMap<>();
    known.put("up", Set.of());
    Pattern line = Pattern.compile("\\w+ (\\w+) ([\\w:]+)\\{(.*)}");
    for (String each : Catalogue.golden()) {
      Matcher parts = line.matcher(each);
      assertThat(parts.matches()).as(each).isTrue();
      String name = parts.group(2);
      Set<String> labels = new TreeSet<>(List.of(parts.group(3).split(",", -1)));
      switch (parts.group(1)) {
        case "histogram", "summary" -> {
          known.put(name + "_count", labels);
          known.put(name + "_sum", labels);
          if (parts.group(1).equals("histogram")) {
            Set<String> bucket = new TreeSet<>(labels);
            bucket.add("le");
            known.put(name + "_bucket", bucket);
          }
        }
        default -> known.put(name, labels);
      }
    }
    return known;
  }
}
