package io.waybill.chassis.config;

import io.waybill.schemas.names.Registry;
import java.util.List;
import java.util.Optional;

/**
 * A webhook that a registry sends.
 *
 * @param registry the configured registry that sends it
 * @param type what its payloads look like
 * @param secret what the sender has to show
 */
public record WebhookConfig(
    @Key(value = "The configured registry that sends it.", example = "shanghai") Registry registry,
    @Key(
            "What the payloads look like: `distribution` (the notifications of docker distribution)"
                + " or `waybill` (a CloudEvent of Waybill's own).")
        String type,
    @Key(
            value =
                "What the sender has to show. Left out, everyone who can reach the gateway can send"
                    + " events.",
            example = "${HOOK_SECRET}")
        Optional<Secret> secret) {
  /** The payloads of docker distribution, and the default. */
  public static final String DISTRIBUTION = "distribution";

  /** A CloudEvent of Waybill's own, for senders that one writes oneself. */
  public static final String WAYBILL = "waybill";

  private static final List<String> TYPES = List.of(DISTRIBUTION, WAYBILL);

  /** Checks the type. */
  public WebhookConfig {
    new Checks()
        .require(
            TYPES.contains(type),
            "type",
            "must be " + String.join(" or ", TYPES) + ", but is \"" + type + "\"")
        .done();
  }
}
