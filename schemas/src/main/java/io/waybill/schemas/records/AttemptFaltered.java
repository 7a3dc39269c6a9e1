package io.waybill.schemas.records;

import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.tasks.TaskId;
import java.time.Instant;

/**
 * Something failed within a try, and the worker repeats it in a moment. Until the try ends, this is
 * why it takes longer.
 *
 * @param taskId the task
 * @param attemptId the try
 * @param worker which worker
 * @param startedAt when the try began
 * @param at when it failed
 * @param failure how
 * @param nextAt when it is repeated
 */
public record AttemptFaltered(
    TaskId taskId,
    AttemptId attemptId,
    String worker,
    Instant startedAt,
    Instant at,
    Failure failure,
    Instant nextAt)
    implements TaskFact {}
