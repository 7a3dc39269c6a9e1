package io.waybill.api.registries;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.tasks.TaskId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a registry is, as far as Waybill's own work shows.
 *
 * @param status in a word
 * @param waiting tasks towards it that wait in a queue or for a retry
 * @param running tasks towards it that a worker has
 * @param lastSuccessAt when an image was copied from or to it last, or found to be there
 * @param lastFailure how it failed last
 */
public record RegistryHealth(
    Status status,
    long waiting,
    long running,
    @Nullable Instant lastSuccessAt,
    @Nullable LastFailure lastFailure) {
  /** What is older says nothing of now. */
  static final Duration MEMORY = Duration.ofDays(7);

  /** How it is. */
  public enum Status {
    /** The last that was heard of it is a success. */
    @JsonProperty("good")
    GOOD,
    /** The last that was heard of it is a failure of its own, not of one image. */
    @JsonProperty("failing")
    FAILING,
    /** Neither in the last seven days. */
    @JsonProperty("unknown")
    UNKNOWN
  }

  /**
   * A failure.
   *
   * @param code the stable code
   * @param reason what was tried, and why it did not work
   * @param hint what to do
   * @param taskId of which task
   * @param at when
   */
  public record LastFailure(
      FailureCode code, String reason, String hint, TaskId taskId, Instant at) {}

  /** Nothing is known. */
  static final RegistryHealth NOTHING = new RegistryHealth(Status.UNKNOWN, 0, 0, null, null);

  static Status status(@Nullable Instant succeededAt, @Nullable Instant unwellAt, Instant now) {
    Instant oldest = now.minus(MEMORY);
    Instant well = succeededAt == null ? Instant.MIN : succeededAt;
    Instant unwell = unwellAt == null ? Instant.MIN : unwellAt;
    if (well.isBefore(oldest) && unwell.isBefore(oldest)) {
      return Status.UNKNOWN;
    }
    return unwell.isAfter(well) ? Status.FAILING : Status.GOOD;
  }

  RegistryHealth with(long waitingTasks, long runningTasks) {
    return new RegistryHealth(status, waitingTasks, runningTasks, lastSuccessAt, lastFailure);
  }
}
