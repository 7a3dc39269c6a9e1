package io.waybill.chassis.config;

import static io.waybill.chassis.config.Refusals.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.names.Registry;
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
              full: { registry: r, type: distribution, secret: s }
              short: { registry: r }
            """,
            Map.of());

    assertThat(config.webhooks().get("full"))
        .isEqualTo(
            new WebhookConfig(Registry.of("r"), "distribution", Optional.of(Secret.of("s"))));
    assertThat(config.webhooks().get("short"))
        .isEqualTo(new WebhookConfig(Registry.of("r"), "distribution", Optional.empty()));
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
    assertThat(problemsOf("webhooks: { w: { registry: r, type: pigeon } }"))
        .containsExactly("webhooks.w.type must be distribution or waybill, but is \"pigeon\"");
    assertThat(
            problemsOf(
                "{ registries: { r: { url: 'https://x' } }, webhooks: { 'a/b': { registry: r } }"
                    + " }"))
        .singleElement()
        .asString()
        .contains("is not a name for an address");
  }
}
