package io.waybill.worker.circuit;

import io.waybill.schemas.failures.Failure;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a registry stands with one worker. */
sealed interface CircuitState {
  /**
   * It is used.
   *
   * @param unreached how often nobody was there since the last answer
   * @param failing the tasks that it failed since then
   * @param level how often it was looked at in vain before it was closed; -1 = it was never open
   * @param since since when
   */
  record Closed(int unreached, Set<String> failing, int level, Instant since)
      implements CircuitState {
    public Closed {
      failing = Set.copyOf(failing);
    }

    int failures() {
      return unreached + failing.size();
    }
  }

  /**
   * It is left alone.
   *
   * @param since since when it has failed
   * @param words how it failed last
   * @param level how often it was looked at in vain
   * @param probeAt when it is looked at next
   */
  record Open(Instant since, Failure words, int level, Instant probeAt) implements CircuitState {}

  /**
   * It answers again, and one task tries it.
   *
   * @param since since when it has failed
   * @param words how it failed last
   * @param level how often it was looked at in vain
   * @param trial the task, once there is one
   * @param nextTrialAt when another may try, whatever has become of this one
   */
  record HalfOpen(
      Instant since, Failure words, int level, @Nullable String trial, Instant nextTrialAt)
      implements CircuitState {

    /** Whether a task may try now. */
    boolean isFree(Instant now) {
      return trial == null || !now.isBefore(nextTrialAt);
    }
  }
}
