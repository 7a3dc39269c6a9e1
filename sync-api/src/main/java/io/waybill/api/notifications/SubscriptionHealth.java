package io.waybill.api.notifications;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the deliveries of a subscription go.
 *
 * @param state in a word
 * @param pending how many wait
 * @param skipped how many were not kept, because too many waited
 * @param lastDeliveredAt when the receiver took one last
 * @param failingSince since when it has taken none
 * @param lastError why it did not take the last one that was tried
 * @param disabledAt when Waybill gave up
 * @param disabledReason why
 */
public record SubscriptionHealth(
    State state,
    long pending,
    long skipped,
    @Nullable Instant lastDeliveredAt,
    @Nullable Instant failingSince,
    @Nullable String lastError,
    @Nullable Instant disabledAt,
    @Nullable String disabledReason) {
  /** Nothing has happened yet. */
  static final SubscriptionHealth NEW =
      new SubscriptionHealth(State.UNKNOWN, 0, 0, null, null, null, null, null);

  /** How it goes. */
  public enum State {
    /** Nothing was delivered yet, and nothing failed. */
    @JsonProperty("unknown")
    UNKNOWN,
    /** The receiver took the last notification. */
    @JsonProperty("good")
    GOOD,
    /** It did not; it is tried again. */
    @JsonProperty("failing")
    FAILING,
    /** Waybill has given up; any change of the subscription begins anew. */
    @JsonProperty("disabled")
    DISABLED
  }

  static State state(
      @Nullable Instant disabledAt,
      @Nullable Instant failingSince,
      @Nullable Instant lastDeliveredAt) {
    if (disabledAt != null) {
      return State.DISABLED;
    }
    if (failingSince != null) {
      return State.FAILING;
    }
    return lastDeliveredAt == null ? State.UNKNOWN : State.GOOD;
  }
}
