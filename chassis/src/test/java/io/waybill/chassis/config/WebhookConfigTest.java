package io.waybill.chassis.config;

import static io.waybill.chassis.config.Refusals.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.names.Registry;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** {@link WebhookConfig}: defaults, every key, each refusal. */
final class WebhookConfigTest {
  @Test
  void everyKeyIsMapped() throws Exception {
    WaybillConfig config =
        ConfigLoader.parse(
            """
            registries: { r: { url: "https://x" } }
            webhooks:
              full:
                registry: r
                type: mapped
                secret: s
                oldSecrets: [t, u]
                secretIn: header
                secretHeader: X-Hook-Token
                certificate: sender.example
                topicArn: "arn:aws:sns:eu-central-1:123456789012:pushes"
                token: { audience: us, email: robot@x, issuer: "https://i", keys: "https://k/jwks" }
                stripPrefix: docker-local/
                requestsPerSecond: 7
                spool: true
                mapping:
                  events: /e
                  action: /a
                  pushed: [PUSH]
                  deleted: [DELETE]
                  repository: /r
                  tag: /t
                  digest: /d
                  mediaType: /m
                  actor: /who
                  time: /when
                  id: /id
              short: { registry: r }
            """,
            Map.of());

    assertThat(config.webhooks().get("full"))
        .isEqualTo(
            new WebhookConfig(
                Registry.of("r"),
                "mapped",
                new ProofConfig(
                    Optional.of(Secret.of("s")),
                    List.of(Secret.of("t"), Secret.of("u")),
                    Optional.of(ProofConfig.SecretPlace.HEADER),
                    Optional.of("X-Hook-Token"),
                    Optional.of("sender.example"),
                    Optional.of("arn:aws:sns:eu-central-1:123456789012:pushes"),
                    new TokenConfig(
                        Optional.of("us"),
                        Optional.of("robot@x"),
                        "https://i",
                        URI.create("https://k/jwks"))),
                new IntakeConfig(
                    Optional.of("docker-local/"),
                    7,
                    Optional.of(true),
                    new MappingConfig(
                        Optional.of("/e"),
                        Optional.of("/a"),
                        List.of("PUSH"),
                        List.of("DELETE"),
                        Optional.of("/r"),
                        Optional.of("/t"),
                        Optional.of("/d"),
                        Optional.of("/m"),
                        Optional.of("/who"),
                        Optional.of("/when"),
                        Optional.of("/id")))));
    assertThat(config.webhooks().get("short"))
        .isEqualTo(WebhookConfig.of(Registry.of("r"), "distribution", Optional.empty()));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThat(problemsOf("webhooks: { w: { registry: nowhere } }"))
        .containsExactly(
            "webhooks.w.registry is \"nowhere\", which is not configured: no registry is"
                + " configured, add it under registries");
    assertThat(problemsOf("webhooks: { w: { secret: s } }"))
        .containsExactly(
            "webhooks.w.registry is missing: which of the configured registries sends w?");
    assertThat(problemsOf("webhooks: { w: { registry: r, secretIn: shoe, topicArn: t } }"))
        .containsExactly(
            "webhooks.w.secretIn: \"shoe\" is not one of authorization, header, signature, path",
            "webhooks.w.topicArn is not a topic's name such as"
                + " arn:aws:sns:eu-central-1:123456789012:ecr-pushes");
    assertThat(problemsOf("webhooks: { w: { registry: r, secret: s, secretIn: header } }"))
        .containsExactly("webhooks.w.secretHeader is missing: which header carries the secret?");
    assertThat(problemsOf("webhooks: { w: { registry: r, oldSecrets: [s], secretHeader: X-A } }"))
        .containsExactly(
            "webhooks.w.oldSecrets has no effect without a secret",
            "webhooks.w.secretHeader has no effect without secretIn: header");
    assertThat(problemsOf("webhooks: { w: { registry: r, token: { audience: a } } }"))
        .containsExactly(
            "webhooks.w.token.email is missing: anybody's service account can have a token for"
                + " this audience");
    assertThat(
            problemsOf(
                "webhooks: { w: { registry: r, token: { issuer: 'https://i', keys: 'https://k' } }"
                    + " }"))
        .containsExactly(
            "webhooks.w.token.issuer has no effect without audience",
            "webhooks.w.token.keys has no effect without audience");
    assertThat(problemsOf("webhooks: { w: { registry: r, requestsPerSecond: 0 } }"))
        .containsExactly("webhooks.w.requestsPerSecond must be between 1 and 1000000, but is 0");
    assertThat(problemsOf("webhooks: { w: { registry: r, mapping: { tag: t, pushed: [P] } } }"))
        .containsExactly(
            "webhooks.w.mapping.tag is not a JSON pointer such as /data/repository",
            "webhooks.w.mapping.repository is missing: where is its path?",
            "webhooks.w.mapping.action is missing: where does it say what happened?");
    assertThat(
            problemsOf(
                "{ registries: { r: { url: 'https://x' } }, webhooks: { 'a/b': { registry: r } }"
                    + " }"))
        .singleElement()
        .asString()
        .contains("is not a name for an address");
  }
}
