package io.waybill.chassis.config;

import io.waybill.schemas.names.Registry;
import java.util.Optional;
import java.util.Set;

/**
 * A webhook that a registry sends.
 *
 * @param registry the configured registry that sends it
 * @param type what its payloads look like
 * @param secret what the sender has to show
 */
public record WebhookConfig(
    @Key(value = "The configured registry that sends it.", example = "shanghai") Registry registry,
    @Key("What the payloads look like: `distribution` (the notifications of docker distribution).")
        String type,
    @Key(
            value =
                "What the sender has to show. Left out, everyone who can reach the gateway can send"
                    + " events.",
            example = "${HOOK_SECRET}")
        Optional<Secret> secret) {
  /** The payloads of docker distribution, and the default. */
  public static final String DISTRIBUTION = "distribution";

  private static final Set<String> TYPES = Set.of(DISTRIBUTION);

  /** Checks the type. */
  public WebhookConfig {
    new Checks()
        .require(
            TYPES.contains(type),
            "type",
            "must be " + String.join(", ", TYPES) + ", but is \"" + type + "\"")
        .done();
  }
}
