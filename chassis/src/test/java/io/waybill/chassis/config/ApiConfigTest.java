package io.waybill.chassis.config;

import static io.waybill.chassis.config.Refusals.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.units.TimeSpan;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@link ApiConfig}: defaults, every key, each refusal. */
final class ApiConfigTest {
  private static final String TOKEN = "0123456789abcdef";

  @Test
  void everyKeyIsMapped() throws Exception {
    assertThat(
            ConfigLoader.parse(
                    "api: { host: 0.0.0.0, port: 1, tokens: ["
                        + TOKEN
                        + "], history: { retention: 30d } }",
                    Map.of())
                .api())
        .isEqualTo(
            new ApiConfig("0.0.0.0", 1, List.of(Secret.of(TOKEN)))
                .withHistory(new HistoryConfig(TimeSpan.parse("30d"))));
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
    assertThat(problemsOf("api: { history: { retention: 1h } }"))
        .containsExactly("api.history.retention must be between 1d and 3650d, but is 1h");
    assertThat(problemsOf("api: { port: 65536, tokens: [short] }"))
        .containsExactly(
            "api.port must be between 0 and 65535, but is 65536",
            "api.tokens has a token shorter than 16 characters, which could be guessed");
  }

  @Test
  void everyKeyOfNotificationsIsMapped() throws Exception {
    ApiConfig api =
        ConfigLoader.parse(
                """
                api:
                  notifications:
                    secrets:
                      shop: { secret: "${SHOP}", oldSecrets: ["old-secret-of-the-shop"] }
                    privateAddresses: true
                    timeout: 5s
                    retryFor: 2h
                    disableAfter: 1d
                    maxPending: 7
                    keep: 1h
                  kubernetes:
                    prod: { server: "https://k8s.example.com:6443", tokenFile: /t, ca: /c }
                    here: {}
                """,
                Map.of("SHOP", "secret-of-the-shop"))
            .api();

    assertThat(api.notifications())
        .isEqualTo(
            new NotificationsConfig(
                Map.of(
                    "shop",
                    new SigningConfig(
                        Secret.of("secret-of-the-shop"),
                        List.of(Secret.of("old-secret-of-the-shop")))),
                true,
                TimeSpan.parse("5s"),
                TimeSpan.parse("2h"),
                TimeSpan.parse("1d"),
                7,
                TimeSpan.parse("1h")));
    assertThat(api.kubernetes())
        .containsEntry(
            "prod",
            new KubernetesConfig(
                URI.create("https://k8s.example.com:6443"), Path.of("/t"), Path.of("/c")))
        .containsEntry("here", KubernetesConfig.IN_CLUSTER);
  }

  @Test
  void notificationsThatCannotBeAreRefused() {
    assertThat(
            problemsOf(
                "api: { notifications: { timeout: 2m, maxPending: 0, secrets: { a: { secret: short"
                    + " }, b: {} } }, kubernetes: { c: { server: 'http://k8s' } } }"))
        .containsExactlyInAnyOrder(
            "api.notifications.timeout must be between 1s and 1m, but is 2m",
            "api.notifications.maxPending must be between 1 and 1000000, but is 0",
            "api.notifications.secrets.a.secret has fewer than 16 characters, and signatures are"
                + " there to be tried on",
            "api.notifications.secrets.b.secret is missing: what are notifications signed with?",
            "api.kubernetes.c.server must be https://host[:port]: a token is sent there");
  }
}
