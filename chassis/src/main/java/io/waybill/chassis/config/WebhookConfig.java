package io.waybill.chassis.config;

import io.waybill.schemas.names.Registry;
import java.util.Optional;

/**
 * A webhook that a registry sends.
 *
 * @param registry the configured registry that sends it
 * @param type what its payloads look like; the gateway knows which there are
 * @param proof what the sender has to show
 * @param intake what becomes of its payloads
 */
public record WebhookConfig(
    @Key(value = "The configured registry that sends it.", example = "shanghai") Registry registry,
    @Key(
            "Who sends it, and so what the payloads look like: docs/webhooks/README.md lists the"
                + " types.")
        String type,
    @Inline ProofConfig proof,
    @Inline IntakeConfig intake) {
  /** The payloads of docker distribution, and the default. */
  public static final String DISTRIBUTION = "distribution";

  /** Checks the type. */
  public WebhookConfig {
    new Checks().notBlank("type", type).done();
  }

  /** A webhook whose sender shows a secret where senders of its type do, or nothing at all. */
  public static WebhookConfig of(Registry registry, String type, Optional<Secret> secret) {
    return new WebhookConfig(registry, type, ProofConfig.of(secret), IntakeConfig.DEFAULT);
  }

  /** The same with another proof. */
  public WebhookConfig withProof(ProofConfig other) {
    return new WebhookConfig(registry, type, other, intake);
  }

  /** The same with another intake. */
  public WebhookConfig withIntake(IntakeConfig other) {
    return new WebhookConfig(registry, type, proof, other);
  }
}
