package io.waybill.worker.copy;

import io.waybill.registry.copy.CopyReport;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.tasks.CancelRequested;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How an attempt ended, before it is told to anybody. */
sealed interface Ending {
  /**
   * The target is what the source is.
   *
   * @param report what was done
   */
  record Succeeded(CopyReport report) implements Ending {}

  /** It will take long, and belongs into the bulk lane. */
  record HandedOver() implements Ending {}

  /**
   * It failed, and is tried again.
   *
   * @param failure why
   * @param at when
   */
  record Postponed(Failure failure, Instant at) implements Ending {}

  /**
   * It failed, and is not tried again.
   *
   * @param failure why
   */
  record Failed(Failure failure) implements Ending {}

  /**
   * It was cut short by this worker, and is somebody else's now.
   *
   * @param why what happened to the worker
   */
  record CutShort(Interruption why) implements Ending {}

  /**
   * Somebody does not want the task to be done.
   *
   * @param wish who, and when it was said
   */
  record Cancelled(CancelRequested wish) implements Ending {}

  /** Why a running attempt is cut short. */
  enum Interruption {
    /** The worker is shutting down. */
    SHUTDOWN("The worker was stopped; the task goes back to the queue for another one."),
    /** The broker no longer counts the task as this worker's. */
    CLAIM_LOST(
        "The worker lost its claim on the task (it or Kafka did not answer for too long); the"
            + " task goes to another one.");

    private final String sentence;

    Interruption(String sentence) {
      this.sentence = sentence;
    }

    String sentence() {
      return sentence;
    }
  }

  /** The failure that history shows, where there is one. */
  default @Nullable Failure failure() {
    return switch (this) {
      case Succeeded succeeded -> null;
      case HandedOver handedOver -> null;
      case Postponed postponed -> postponed.failure();
      case Failed failed -> failed.failure();
      case Cancelled cancelled -> TaskDone.of(cancelled.wish(), cancelled.wish().at()).failure();
      case CutShort cut ->
          Failure.of(io.waybill.schemas.failures.FailureCode.CANCELLED, cut.why().sentence());
    };
  }
}
