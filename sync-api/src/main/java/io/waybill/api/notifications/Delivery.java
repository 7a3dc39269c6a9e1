package io.waybill.api.notifications;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.waybill.schemas.tasks.TaskId;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A notification on its way, as the API shows it.
 *
 * @param id the event's id
 * @param taskId what it tells of
 * @param state where it stands
 * @param createdAt when there was something to tell
 * @param attempts how often it was tried
 * @param triedAt when it was tried last
 * @param tookMs how long that took, in milliseconds
 * @param answered the HTTP status that the receiver answered
 * @param error why it was not taken, a sentence
 * @param dueAt when it is tried next, while it waits
 * @param endedAt when it was over
 */
public record Delivery(
    UUID id,
    TaskId taskId,
    State state,
    Instant createdAt,
    int attempts,
    @Nullable Instant triedAt,
    @Nullable Long tookMs,
    @Nullable Integer answered,
    @Nullable String error,
    @Nullable Instant dueAt,
    @Nullable Instant endedAt) {
  /** Where a delivery stands. */
  public enum State {
    /** It is to be tried, for the first time or again. */
    @JsonProperty("pending")
    PENDING,
    /** The receiver has taken it. */
    @JsonProperty("delivered")
    DELIVERED,
    /** It was not taken in the time that there was. */
    @JsonProperty("failed")
    FAILED,
    /** A newer one has taken its place. */
    @JsonProperty("superseded")
    SUPERSEDED
  }
}
