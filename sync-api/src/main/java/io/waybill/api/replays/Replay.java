package io.waybill.api.replays;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Somebody's wish that tasks be done again, and how far it is.
 *
 * @param id which
 * @param askedAt when it was said; what a filter selects is frozen then
 * @param askedBy who said it
 * @param filter what it selects, as it was said and with its defaults; null where tasks were named
 * @param state how far it is
 * @param counts how many of what; only where one replay is asked for
 * @param refusals why some were refused, the most frequent reasons first; only where one replay is
 *     asked for
 */
public record Replay(
    ReplayId id,
    Instant askedAt,
    @Nullable String askedBy,
    @Nullable Map<String, List<String>> filter,
    State state,
    @Nullable Counts counts,
    @Nullable List<Refusal> refusals) {

  /** How far a replay is. */
  public enum State {
    /** The records that its filter describes are looked at. */
    @JsonProperty("selecting")
    SELECTING,
    /** The new tasks are put on their queues. */
    @JsonProperty("queueing")
    QUEUEING,
    /** All are on their queues; some are still to be done, or nobody has looked. */
    @JsonProperty("queued")
    QUEUED,
    /** Every new task is over. */
    @JsonProperty("finished")
    FINISHED
  }

  /**
   * How many.
   *
   * @param matched tasks that the filter describes, or that were named
   * @param collapsed of these, left out because a newer one has the same rule and target
   * @param alreadyReplayed of these, left out because a replay of them is under way or succeeded
   * @param refused of these, tasks that cannot be done any more
   * @param pending of these, still to be put on their queues
   * @param queued new tasks that were put on their queues
   * @param open of the new tasks, not over yet
   * @param succeeded of the new tasks
   * @param failed of the new tasks
   * @param cancelled of the new tasks
   */
  public record Counts(
      long matched,
      long collapsed,
      long alreadyReplayed,
      long refused,
      long pending,
      long queued,
      long open,
      long succeeded,
      long failed,
      long cancelled) {}

  /**
   * Why some were refused.
   *
   * @param reason a sentence
   * @param count how many
   */
  public record Refusal(String reason, long count) {}

  /** The same with these counts, which tell whether it is finished. */
  Replay with(Counts known, List<Refusal> reasons) {
    State now = state == State.QUEUED && known.open() == 0 ? State.FINISHED : state;
    return new Replay(id, askedAt, askedBy, filter, now, known, reasons);
  }
}
