package io.waybill.api.cancels;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's wish that tasks be not done, and how far it is.
 *
 * @param id which
 * @param askedAt when it was said; what a filter selects is frozen then
 * @param askedBy who said it
 * @param filter what it selects, as it was said and with its defaults; null where tasks were named
 * @param state how far it is
 * @param matched tasks that were not over when they were looked at
 * @param cancelled of these, ended by the wish
 * @param tooLate of these, ended by themselves: they succeeded or failed
 * @param open of these, not over yet: a worker is stopping them
 */
public record Cancel(
    CancelId id,
    Instant askedAt,
    @Nullable String askedBy,
    @Nullable Map<String, List<String>> filter,
    State state,
    long matched,
    long cancelled,
    long tooLate,
    long open) {

  /** How far a cancel is. */
  public enum State {
    /** The workers are being told. */
    @JsonProperty("working")
    WORKING,
    /** The workers know of every task. */
    @JsonProperty("told")
    TOLD,
    /** Every task is over. */
    @JsonProperty("finished")
    FINISHED
  }
}
