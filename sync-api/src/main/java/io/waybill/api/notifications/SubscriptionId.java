package io.waybill.api.notifications;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/**
 * The identity of a subscription; it stays when the subscription is renamed.
 *
 * @param value a UUID
 */
public record SubscriptionId(@JsonValue UUID value) {
  /** The id of this value. */
  @JsonCreator
  public SubscriptionId {}

  @Override
  public String toString() {
    return value.toString();
  }
}
