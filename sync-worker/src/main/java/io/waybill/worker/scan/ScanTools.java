package io.waybill.worker.scan;

import io.waybill.schemas.scans.ScanId;
import io.waybill.worker.circuit.Circuits;
import io.waybill.worker.copy.RetryPolicy;
import io.waybill.worker.metrics.WorkerMetrics;
import io.waybill.worker.wire.Outbox;
import java.time.Clock;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * What every slot for scans uses.
 *
 * @param scanner does the steps
 * @param cancelled whether a scan is not to be gone on with
 * @param retries decides what becomes of failures
 * @param circuits which registries are left alone for now
 * @param outbox where tasks, further steps, facts and dead letters go
 * @param worker the worker's name in history
 * @param metrics what is counted
 * @param clock the time
 * @param random for the spread of retries
 */
public record ScanTools(
    Scanner scanner,
    Predicate<ScanId> cancelled,
    RetryPolicy retries,
    Circuits circuits,
    Outbox outbox,
    String worker,
    WorkerMetrics metrics,
    Clock clock,
    RandomGenerator random) {}
