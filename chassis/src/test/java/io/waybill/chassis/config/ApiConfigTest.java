package io.waybill.chassis.config;

import static io.waybill.chassis.config.Refusals.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.names.Registry;
import io.waybill.schemas.units.TimeSpan;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        .containsExactlyInAnyOrder(
            "api.port must be between 0 and 65535, but is 65536",
            "api.tokens has a token shorter than 16 characters, which could be guessed");
  }

  @Test
  void everyKeyOfAccessIsMapped() throws Exception {
    AccessConfig access =
        ConfigLoader.parse(
                """
                api:
                  tokens:
                  - 0123456789abcdef
                  - { name: ci, token: "${CI}", role: operator, registries: [here], repositories: [team-a/**, team-b/app] }
                  oidc:
                    issuer: https://id.example.com/realms/company
                    audience: waybill
                    jwks: https://id.example.com/keys
                    ca: /etc/waybill/ca.pem
                    nameClaim: email
                    rolesClaim: realm_access.roles
                    grants:
                      waybill-admins: { role: admin }
                      team-a: { role: operator, registries: [here], repositories: [team-a/**] }
                    registriesClaim: waybill_registries
                    repositoriesClaim: waybill_repositories
                  auditRetention: 30d
                """,
                Map.of("CI", "token-of-the-pipeline"))
            .api()
            .access();

    assertThat(access.tokens())
        .containsExactly(
            CallerConfig.of("token-1", Secret.of(TOKEN), Role.ADMIN),
            new CallerConfig(
                "ci",
                Secret.of("token-of-the-pipeline"),
                Role.OPERATOR,
                List.of(Registry.of("here")),
                List.of(
                    RepositoryPrefix.parse("team-a/**"), RepositoryPrefix.parse("team-b/app"))));
    assertThat(access.oidc())
        .isEqualTo(
            new OidcConfig(
                Optional.of("https://id.example.com/realms/company"),
                Optional.of("waybill"),
                Optional.of(URI.create("https://id.example.com/keys")),
                Optional.of(Path.of("/etc/waybill/ca.pem")),
                "email",
                "realm_access.roles",
                Map.of(
                    "waybill-admins",
                    GrantConfig.of(Role.ADMIN),
                    "team-a",
                    new GrantConfig(
                        Role.OPERATOR,
                        List.of(Registry.of("here")),
                        List.of(RepositoryPrefix.parse("team-a/**")))),
                Optional.of("waybill_registries"),
                Optional.of("waybill_repositories")));
    assertThat(access.auditRetention()).isEqualTo(TimeSpan.parse("30d"));
  }

  @Test
  void accessThatCannotBeIsRefused() {
    assertThat(
            problemsOf(
                "api: { tokens: [{ token: 0123456789abcdef, role: boss }, { name: a, token:"
                    + " 0123456789abcdef, role: viewer, repositories: [Team/**], registries: [] }],"
                    + " oidc: { issuer: 'https://id', grants: { x: { role: viewer, sope: 1 } } }"
                    + " }"))
        .anySatisfy(p -> assertThat(p).startsWith("api.tokens[0].name is missing"))
        .anySatisfy(p -> assertThat(p).startsWith("api.tokens[0].role: \"boss\" is not one of"))
        .anySatisfy(
            p -> assertThat(p).contains("api.tokens[1].repositories: \"Team/**\" is neither"))
        .anySatisfy(
            p -> assertThat(p).startsWith("api.tokens[1].registries is missing: it is there"))
        .anySatisfy(p -> assertThat(p).startsWith("api.oidc.audience is missing"))
        .anySatisfy(p -> assertThat(p).contains("Unknown key api.oidc.grants.x.sope"));
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
