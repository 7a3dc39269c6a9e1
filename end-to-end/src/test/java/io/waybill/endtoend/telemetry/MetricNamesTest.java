package io.waybill.endtoend.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.endtoend.telemetry.Exposition.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The names of metrics are a public contract: they change on purpose, or not at all. */
class MetricNamesTest {
  private static final Path PAGE = Path.of("..", "docs", "metrics.md");
  private static final String WRITE =
      "; where that is on purpose, write it anew with: ./mvnw -pl end-to-end -am test"
          + " -Dtest=MetricNamesTest -Dsurefire.failIfNoSpecifiedTests=false"
          + " -Dwaybill.test.jvm=-Dwaybill.golden=write";

  @Test
  void theNamesAreThoseOfTheGoldenFile() throws IOException {
    List<String> names =
        Catalogue.roles().keySet().stream()
            .flatMap(role -> Catalogue.declared(role).stream())
            .map(Family::line)
            .sorted()
            .toList();
    write(Catalogue.GOLDEN, String.join("\n", names) + "\n");

    assertThat(Catalogue.golden()).as("golden/metrics.txt differs" + WRITE).isEqualTo(names);
  }

  @Test
  void everyDeclaredMetricIsPublishedUnderTheNameThatThePageGivesIt() {
    Catalogue.roles()
        .forEach(
            (role, specs) ->
                assertThat(Catalogue.declared(role))
                    .extracting(Family::name)
                    .containsAll(
                        specs.stream()
                            .flatMap(spec -> Catalogue.published(spec).stream())
                            .toList()));
  }

  @Test
  void timesAreInSecondsAndSizesInBytes() {
    assertThat(Catalogue.golden())
        .noneMatch(line -> line.matches(".*(_ms|_millis|_milliseconds|_minutes|_kb|_mib)\\b.*"));
  }

  @Test
  void thePageOfMetricsIsUpToDate() throws IOException {
    String page = MetricsPage.markdown();
    write(PAGE, page);

    assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
        .as("docs/metrics.md is out of date" + WRITE)
        .isEqualTo(page);
  }

  @Test
  void aScrapeIsReadWithItsTypesAndLabels() {
    String scrape =
        """
        # HELP x_seconds Something, "quoted"
        # TYPE x_seconds histogram
        x_seconds_bucket{role="api",rule="a,b={\\"}",le="0.5"} 1
        x_seconds_count{role="api",rule="a"} 1
        # TYPE y_total counter
        y_total 3.0
        """;

    assertThat(Exposition.families(scrape).stream().map(Family::line))
        .containsExactly("api histogram x_seconds{rule}", " counter y_total{}");
  }

  private static void write(Path file, String text) throws IOException {
    if ("write".equals(System.getProperty("waybill.golden"))) {
      Files.writeString(file, text);
    }
  }
}
