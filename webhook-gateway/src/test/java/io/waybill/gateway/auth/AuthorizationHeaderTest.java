package io.waybill.gateway.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.Secret;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorizationHeaderTest {
  private static final String SECRET = "p:ss w\u00f6rd";

  private final AuthorizationHeader authenticator =
      new AuthorizationHeader(
          "w", new SharedSecrets(List.of(Secret.of("the old one"), Secret.of(SECRET))));

  @ParameterizedTest
  @ValueSource(
      strings = {
        SECRET,
        "the old one",
        "Bearer " + SECRET,
        "bearer the old one",
        "BEARER  " + SECRET
      })
  void theSecretIsAcceptedBareAndAsABearer(String value) {
    assertThat(accepts(value)).isTrue();
  }

  @Test
  void theSecretIsAcceptedAsAPasswordOfAnyUser() {
    assertThat(accepts("Basic " + base64("hook:" + SECRET))).isTrue();
    assertThat(accepts("basic " + base64(":" + SECRET))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Bearer",
        "Bearer ",
        "Basic",
        "Basic !!!",
        "Bearer the old on",
        "Bearer the old one!",
        "Token the old one",
        "the"
      })
  void anythingElseIsRefused(String value) {
    assertThat(accepts(value)).isFalse();
  }

  @Test
  void theSecretAsAUserNameIsRefused() {
    assertThat(accepts("Basic " + base64("the old one:"))).isFalse();
    assertThat(accepts("Basic " + base64("the old one:x"))).isFalse();
  }

  @Test
  void aRequestWithoutTheHeaderIsRefused() {
    assertThat(authenticator.check(Evidence.of(Map.of(), new byte[0])))
        .isInstanceOf(Verdict.Refused.class);
  }

  private boolean accepts(String value) {
    return authenticator
        .check(Evidence.of(Map.of("authorization", value), new byte[0]))
        .equals(Verdict.ACCEPTED);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(UTF_8));
  }
}
