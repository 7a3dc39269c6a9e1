package io.waybill.chassis.config;

import static io.waybill.chassis.config.Refusals.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@link ApiConfig}: defaults, every key, each refusal. */
final class ApiConfigTest {
  private static final String TOKEN = "0123456789abcdef";

  @Test
  void everyKeyIsMapped() throws Exception {
    assertThat(
            ConfigLoader.parse("api: { host: 0.0.0.0, port: 1, tokens: [" + TOKEN + "] }", Map.of())
                .api())
        .isEqualTo(new ApiConfig("0.0.0.0", 1, List.of(Secret.of(TOKEN))));
  }

  @Test
  void offThisMachineItNeedsTokens() {
    assertThat(ApiConfig.DEFAULT.refusal()).isEmpty();
    assertThat(new ApiConfig("0.0.0.0", 1, List.of(Secret.of(TOKEN))).refusal()).isEmpty();
    assertThat(new ApiConfig("0.0.0.0", 1, List.of()).refusal())
        .hasValueSatisfying(why -> assertThat(why).contains("api.host is 0.0.0.0", "api.tokens"));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThat(problemsOf("api: { port: 65536, tokens: [short] }"))
        .containsExactly(
            "api.port must be between 0 and 65535, but is 65536",
            "api.tokens has a token shorter than 16 characters, which could be guessed");
  }
}
