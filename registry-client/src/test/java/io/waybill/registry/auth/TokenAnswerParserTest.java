package io.waybill.registry.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How long a token is used, whatever the clocks say. */
final class TokenAnswerParserTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  /** A server whose clock is years behind ours. */
  private static final Optional<String> DATE = Optional.of("Mon, 01 Jan 2001 12:00:00 GMT");

  private static long secondsOf(String json) throws RegistryException {
    Token token = TokenAnswerParser.parse(json.getBytes(StandardCharsets.UTF_8), DATE, NOW, "test");
    return token.renewAt().getEpochSecond() - NOW.getEpochSecond();
  }

  @Test
  void usesATokenForNineTenthsOfItsLife() throws Exception {
    assertThat(secondsOf("{\"token\":\"t\",\"expires_in\":300}")).isEqualTo(270);
    assertThat(secondsOf("{\"access_token\":\"t\",\"expires_in\":\"300\"}")).isEqualTo(270);
    assertThat(secondsOf("{\"token\":\"t\"}")).as("the protocol's default").isEqualTo(54);
    assertThat(secondsOf("{\"token\":null,\"access_token\":\"t\",\"expires_in\":0}")).isEqualTo(54);
  }

  @Test
  void believesNoLifeLongerThanADay() throws Exception {
    long most = Duration.ofDays(1).multipliedBy(9).dividedBy(10).toSeconds();

    assertThat(secondsOf("{\"token\":\"t\",\"expires_in\":9223372036854775807}")).isEqualTo(most);
    assertThat(secondsOf("{\"token\":\"t\",\"expires_in\":31536000}")).isEqualTo(most);
  }

  @Test
  void countsFromWhenTheServerMadeItByTheServersClock() throws Exception {
    String json = "{\"token\":\"t\",\"expires_in\":300,\"issued_at\":\"%s\"}";

    assertThat(secondsOf(json.formatted("2001-01-01T11:58:20Z"))).as("100 s ago").isEqualTo(180);
    assertThat(secondsOf(json.formatted("2001-01-01T11:00:00Z")))
        .as("a time that cannot be changes nothing")
        .isEqualTo(270);
    assertThat(secondsOf(json.formatted("2026-03-01T10:00:00Z"))).isEqualTo(270);
    assertThat(secondsOf(json.formatted("yesterday"))).isEqualTo(270);
  }

  @Test
  void readsTheLifeInATokenWhoseAnswerDoesNotSay() throws Exception {
    String claims = "{\"iat\":1000,\"exp\":5500}";
    String jwt =
        "e30."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
            + ".sig";

    assertThat(secondsOf("{\"access_token\":\"%s\"}".formatted(jwt))).isEqualTo(4050);
  }

  @Test
  void saysWhatTheServerAnsweredInstead() {
    RegistryException none =
        catchThrowableOfType(RegistryException.class, () -> secondsOf("{\"tokens\":[]}"));
    RegistryException empty = catchThrowableOfType(RegistryException.class, () -> secondsOf(""));

    assertThat(none.code()).isEqualTo(FailureCode.REGISTRY_ERROR);
    assertThat(none).hasMessageContaining("holds no token");
    assertThat(empty.code()).isEqualTo(FailureCode.REGISTRY_ERROR);
  }
}
