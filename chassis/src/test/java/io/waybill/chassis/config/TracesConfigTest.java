package io.waybill.chassis.config;

import static io.waybill.chassis.config.Refusals.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TracesConfigTest {
  @Test
  void spansGoWhereTheFileSays() throws ConfigException {
    TracesConfig traces =
        ConfigLoader.parse(
                """
                traces:
                  endpoint: http://collector:4318/v1/traces
                  ratio: 0.25
                  headers: { Authorization: Bearer secret }
                """,
                Map.of())
            .traces();

    assertThat(traces.endpoint()).contains(URI.create("http://collector:4318/v1/traces"));
    assertThat(traces.ratio()).isEqualTo(0.25);
    assertThat(traces.headers().get("Authorization")).isEqualTo(Secret.of("Bearer secret"));
    assertThat(traces.toString()).contains("Authorization").doesNotContain("secret");
  }

  @Test
  void whatCannotBeIsSaidAtOnce() {
    assertThat(
            problemsOf("traces: { endpoint: 'ftp://collector', ratio: 2, headers: { 'a b': c } }"))
        .hasSize(3)
        .anyMatch(problem -> problem.contains("traces.endpoint must be an http or https address"))
        .anyMatch(problem -> problem.contains("traces.ratio must be between 0 and 1, but is 2.0"))
        .anyMatch(problem -> problem.contains("traces.headers has a name that is none"));
  }
}
