package io.waybill.api.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.Tasks;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.CopyAnnounced;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.records.Transfer;
import io.waybill.schemas.tasks.SyncTask;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskHistoryTest {
  private static final SyncTask TASK = Tasks.task("app", 0);
  private static final AttemptId FIRST = AttemptId.random();
  private static final AttemptId SECOND = AttemptId.random();

  @Test
  void a_task_is_queued_then_running_then_succeeded() {
    assertThat(history(Tasks.planned(TASK)).status()).isEqualTo(TaskStatus.QUEUED);
    assertThat(history(Tasks.planned(TASK), start(FIRST, 1)).status())
        .isEqualTo(TaskStatus.RUNNING);
    assertThat(
            history(
                    Tasks.planned(TASK),
                    start(FIRST, 1),
                    end(FIRST, 1, 2, AttemptOutcome.COPIED),
                    Tasks.done(TASK, TaskStatus.SUCCEEDED, at(2)))
                .status())
        .isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void that_a_copy_was_announced_says_nothing_of_the_task() {
    TaskHistory history = history(Tasks.planned(TASK), start(FIRST, 1));
    CopyAnnounced announced =
        new CopyAnnounced(TASK.id(), TASK.target(), Tasks.digest(), TASK.source(), at(2));

    assertThat(history.with(announced)).isEqualTo(history);
    assertThat(TaskHistory.begin(announced)).isEmpty();
  }

  @Test
  void a_fact_that_a_task_was_planned_may_come_after_its_first_attempt() {
    TaskHistory history = history(start(FIRST, 1), Tasks.planned(TASK));
    assertThat(history.status()).isEqualTo(TaskStatus.RUNNING);
    assertThat(history.plannedAt()).isEqualTo(at(0));
  }

  @Test
  void a_later_attempt_closes_an_open_one_as_lost() {
    TaskHistory history = history(Tasks.planned(TASK), start(FIRST, 1), start(SECOND, 60));
    TaskRecord record = TaskRecord.of(history);
    assertThat(record.attempts())
        .extracting(AttemptRecord::outcome)
        .containsExactly(AttemptOutcome.LOST, null);
    assertThat(record.attempts()).first().extracting(AttemptRecord::endedAt).isEqualTo(at(60));
    assertThat(record.status()).isEqualTo(TaskStatus.RUNNING);
  }

  @Test
  void a_worker_that_was_held_for_lost_has_the_last_word_on_its_attempt() {
    TaskFact guess = end(FIRST, 1, 600, AttemptOutcome.LOST);
    TaskFact word = end(FIRST, 1, 300, AttemptOutcome.COPIED);
    for (TaskHistory history :
        List.of(history(start(FIRST, 1), guess, word), history(start(FIRST, 1), word, guess))) {
      assertThat(history.status()).isEqualTo(TaskStatus.SUCCEEDED);
      assertThat(TaskRecord.of(history).outcome()).isEqualTo(AttemptOutcome.COPIED);
    }
  }

  @Test
  void a_task_waits_until_it_is_queued_again() {
    TaskHistory waiting =
        history(Tasks.planned(TASK), start(FIRST, 1), end(FIRST, 1, 2, AttemptOutcome.RETRY_AT));
    assertThat(waiting.status()).isEqualTo(TaskStatus.WAITING);
    assertThat(TaskRecord.of(waiting).retryAt()).isEqualTo(at(2));
    TaskHistory queued = waiting.with(Tasks.planned(waiting.requeued(at(3))));
    assertThat(queued.status()).isEqualTo(TaskStatus.QUEUED);
    assertThat(TaskRecord.of(queued).retryAt()).isNull();
  }

  @Test
  void a_running_try_shows_what_failed_in_it_until_it_ends() {
    Failure broken = Failure.of(FailureCode.NETWORK, "Nobody is there.");
    TaskHistory history =
        history(
            Tasks.planned(TASK),
            start(FIRST, 1),
            Tasks.faltered(TASK, FIRST, at(1), at(2), Tasks.failure()),
            Tasks.faltered(TASK, FIRST, at(1), at(3), broken));
    assertThat(history.status()).isEqualTo(TaskStatus.RUNNING);
    assertThat(TaskRecord.of(history).failure()).isEqualTo(broken);
    assertThat(TaskRecord.of(history).attempts())
        .singleElement()
        .returns(broken, AttemptRecord::failure)
        .returns(null, AttemptRecord::outcome);
    TaskHistory copied = history.with(end(FIRST, 1, 4, AttemptOutcome.COPIED));
    assertThat(TaskRecord.of(copied).failure()).isNull();
    assertThat(TaskRecord.of(copied).attempts())
        .singleElement()
        .extracting(AttemptRecord::failure)
        .isNull();
  }

  @Test
  void a_try_that_tried_nothing_is_counted_apart_when_the_task_is_queued_again() {
    TaskHistory waiting =
        history(
            Tasks.planned(TASK),
            start(FIRST, 1),
            end(FIRST, 1, 2, AttemptOutcome.RETRY_AT),
            Tasks.started(TASK.requeued(at(3), 1, 0), SECOND, at(4)),
            putOff(SECOND, 4));
    SyncTask again = waiting.requeued(at(6));
    assertThat(again.attemptsBefore()).isEqualTo(2);
    assertThat(again.putOffs()).isEqualTo(1);
    assertThat(again.triesBefore()).isEqualTo(1);
    assertThat(TaskRecord.of(waiting).status()).isEqualTo(TaskStatus.WAITING);
  }

  private static TaskFact putOff(AttemptId id, long second) {
    return new AttemptEnded(
        TASK.id(),
        id,
        "worker-1",
        at(second),
        at(second),
        AttemptOutcome.RETRY_AT,
        null,
        null,
        Transfer.NONE,
        Phases.NONE,
        0,
        Failure.of(FailureCode.REGISTRY_DOWN, "Waits for the registry there."),
        at(second + 1));
  }

  @Test
  void a_clock_that_is_behind_does_not_make_a_requeued_task_wait_again() {
    TaskHistory waiting =
        history(Tasks.planned(TASK), start(FIRST, 1), end(FIRST, 1, 900, AttemptOutcome.RETRY_AT));
    assertThat(waiting.with(Tasks.planned(waiting.requeued(at(2)))).status())
        .isEqualTo(TaskStatus.QUEUED);
  }

  @Test
  void an_old_delivery_that_is_tried_last_does_not_hide_that_the_newest_waits() {
    // The worker vanished between its word and its acknowledgement, so that the first queueing is
    // delivered once more, while the second is tried and waits for a third.
    AttemptId third = AttemptId.random();
    SyncTask again = TASK.requeued(at(10), 1, 0);
    TaskHistory history =
        history(
            Tasks.planned(TASK),
            start(FIRST, 1),
            end(FIRST, 1, 2, AttemptOutcome.RETRY_AT),
            Tasks.planned(again),
            Tasks.started(again, SECOND, at(11)),
            start(third, 30),
            Tasks.ended(again, SECOND, at(11), at(20), AttemptOutcome.RETRY_AT),
            end(third, 30, 40, AttemptOutcome.RETRY_AT));
    assertThat(history.status()).isEqualTo(TaskStatus.WAITING);
  }

  @Test
  void a_try_whose_beginning_nobody_told_waits_and_is_queued_again_once() {
    TaskHistory waiting = history(Tasks.planned(TASK), end(FIRST, 1, 2, AttemptOutcome.RETRY_AT));
    assertThat(waiting.status()).isEqualTo(TaskStatus.WAITING);
    assertThat(waiting.with(Tasks.planned(waiting.requeued(at(3)))).status())
        .isEqualTo(TaskStatus.QUEUED);
  }

  @Test
  void a_success_is_not_taken_back_by_a_redelivery_that_fails() {
    TaskHistory history =
        history(
            start(FIRST, 1),
            end(FIRST, 1, 2, AttemptOutcome.COPIED),
            start(SECOND, 3),
            end(SECOND, 3, 4, AttemptOutcome.FAILED),
            Tasks.done(TASK, TaskStatus.FAILED, at(4)));
    TaskRecord record = TaskRecord.of(history);
    assertThat(record.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(record.endedAt()).isEqualTo(at(2));
    assertThat(record.failure()).isNull();
    assertThat(record.attempts()).hasSize(2);
  }

  @Test
  void a_task_that_was_cancelled_and_ended_by_itself_is_what_it_became_by_itself() {
    TaskFact cancelled = Tasks.done(TASK, TaskStatus.CANCELLED, at(2));
    for (TaskStatus itself : List.of(TaskStatus.SUCCEEDED, TaskStatus.FAILED)) {
      for (long second : new long[] {1, 3}) {
        TaskFact ended = Tasks.done(TASK, itself, at(second));
        for (TaskHistory history :
            List.of(
                history(Tasks.planned(TASK), cancelled, ended),
                history(Tasks.planned(TASK), ended, cancelled))) {
          assertThat(history.status()).isEqualTo(itself);
        }
      }
    }
  }

  @Test
  void a_task_that_is_queued_again_after_it_was_cancelled_stays_cancelled() {
    TaskHistory waiting =
        history(Tasks.planned(TASK), start(FIRST, 1), end(FIRST, 1, 2, AttemptOutcome.RETRY_AT));
    TaskHistory cancelled = waiting.with(Tasks.done(TASK, TaskStatus.CANCELLED, at(3)));
    TaskRecord record = TaskRecord.of(cancelled.with(Tasks.planned(waiting.requeued(at(4)))));
    assertThat(record.status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(record.retryAt()).isNull();
    assertThat(record.endedAt()).isEqualTo(at(3));
  }

  @Test
  void an_attempt_that_ended_for_good_ends_the_task_even_if_its_worker_died_before_saying_so() {
    assertThat(history(start(FIRST, 1), end(FIRST, 1, 2, AttemptOutcome.FAILED)).status())
        .isEqualTo(TaskStatus.FAILED);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void neither_order_nor_repetition_of_facts_matters(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      List<TaskFact> facts = Facts.life("app-" + i, random);
      TaskRecord expected = TaskRecord.of(history(facts));
      TaskRecord actual = TaskRecord.of(history(Facts.shaken(facts, random)));
      assertThat(actual).as("seed %d, task %d", seed, i).isEqualTo(expected);
    }
  }

  private static TaskHistory history(TaskFact... facts) {
    return history(List.of(facts));
  }

  private static TaskHistory history(List<TaskFact> facts) {
    TaskHistory history =
        facts.stream()
            .map(TaskHistory::begin)
            .flatMap(java.util.Optional::stream)
            .findFirst()
            .orElseThrow();
    for (TaskFact fact : facts) {
      history = history.with(fact);
    }
    return history;
  }

  private static TaskFact start(AttemptId id, long second) {
    return Tasks.started(TASK, id, at(second));
  }

  private static TaskFact end(AttemptId id, long begun, long second, AttemptOutcome outcome) {
    return Tasks.ended(TASK, id, at(begun), at(second), outcome);
  }

  private static Instant at(long second) {
    return Tasks.NOON.plusSeconds(second);
  }
}
