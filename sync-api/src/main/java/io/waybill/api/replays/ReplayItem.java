package io.waybill.api.replays;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.waybill.schemas.tasks.TaskId;
import org.jspecify.annotations.Nullable;

/**
 * What became of one task that was to be done again.
 *
 * @param original the task
 * @param state what became of it
 * @param taskId the new task, where there is one
 * @param reason why it was refused
 */
public record ReplayItem(
    TaskId original, State state, @Nullable TaskId taskId, @Nullable String reason) {

  /** What became of it. */
  public enum State {
    /** Its turn comes. */
    @JsonProperty("pending")
    PENDING,
    /** The new task was put on its queue. */
    @JsonProperty("queued")
    QUEUED,
    /** It cannot be done any more. */
    @JsonProperty("refused")
    REFUSED,
    /** A replay of it is under way, has succeeded, or was begun since this one was asked for. */
    @JsonProperty("already-replayed")
    ALREADY_REPLAYED
  }
}
