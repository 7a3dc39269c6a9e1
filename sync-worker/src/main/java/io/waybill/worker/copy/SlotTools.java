package io.waybill.worker.copy;

import io.waybill.chassis.traces.Traces;
import io.waybill.schemas.units.ByteSize;
import io.waybill.worker.circuit.Circuits;
import io.waybill.worker.metrics.WorkerMetrics;
import io.waybill.worker.wire.Outbox;
import java.time.Clock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What every slot of a worker uses.
 *
 * @param copier carries tasks out
 * @param cancels which tasks are not to be done
 * @param retries decides what becomes of failures
 * @param circuits which registries are left alone for now
 * @param outbox where facts, progress, dead letters and tasks for the bulk lane go
 * @param goingRound whether rules lead from a registry back to it now
 * @param worker the worker's name in history
 * @param bulkThreshold the bytes to move from which on a task is for the bulk lane
 * @param metrics what is counted
 * @param traces where each attempt is a span
 * @param clock the time
 * @param steady begins a clock for one attempt, whose length does not depend on who sets the time
 * @param random for the spread of retries
 */
public record SlotTools(
    Copier copier,
    Cancels cancels,
    RetryPolicy retries,
    Circuits circuits,
    Outbox outbox,
    BooleanSupplier goingRound,
    String worker,
    ByteSize bulkThreshold,
    WorkerMetrics metrics,
    Traces traces,
    Clock clock,
    Supplier<Clock> steady,
    RandomGenerator random) {}
