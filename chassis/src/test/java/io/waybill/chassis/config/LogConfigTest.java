package io.waybill.chassis.config;

import static io.waybill.chassis.config.Refusals.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@link LogConfig}: defaults, every key, each refusal. */
final class LogConfigTest {
  @Test
  void everyKeyIsMapped() throws Exception {
    assertThat(ConfigLoader.parse("log: { format: json, level: debug }", Map.of()).log())
        .isEqualTo(new LogConfig(LogConfig.Format.JSON, LogConfig.Level.DEBUG));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThat(problemsOf("log: { format: xml, level: loud }"))
        .containsExactly(
            "log.format: \"xml\" is not one of text, json",
            "log.level: \"loud\" is not one of error, warn, info, debug, trace");
  }
}
