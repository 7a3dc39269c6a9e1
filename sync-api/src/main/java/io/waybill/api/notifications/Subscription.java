package io.waybill.api.notifications;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;

/**
 * A subscription as it is kept.
 *
 * @param id stays when the subscription changes
 * @param revision grows by one with each change, from 1
 * @param createdAt when it was made
 * @param updatedAt when it was changed last
 * @param spec what the person wrote; its keys stand beside the others in JSON
 * @param health how its deliveries go
 */
public record Subscription(
    SubscriptionId id,
    long revision,
    Instant createdAt,
    Instant updatedAt,
    @JsonUnwrapped SubscriptionSpec spec,
    SubscriptionHealth health) {

  /** Its name. */
  public String name() {
    return spec.name();
  }
}
