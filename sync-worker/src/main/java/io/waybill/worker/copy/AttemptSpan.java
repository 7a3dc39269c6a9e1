package io.waybill.worker.copy;

import io.waybill.chassis.traces.TraceSpan;
import io.waybill.chassis.traces.Traces;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.tasks.SyncTask;
import java.util.Locale;
import java.util.Map;

/** What a span says of an attempt; the names are public API, docs/traces.md has them. */
final class AttemptSpan {
  private AttemptSpan() {}

  static TraceSpan begin(Traces traces, SyncTask task, Map<String, String> headers) {
    return traces
        .begin("copy", Traces.Kind.CONSUMER, headers)
        .with("waybill.task", task.id().toString())
        .with("waybill.source", task.source().toString())
        .with("waybill.target", task.target().toString())
        .with("waybill.region", task.region().name())
        .with("waybill.attempts_before", task.attemptsBefore());
  }

  static void end(TraceSpan span, AttemptEnded fact) {
    span.with("waybill.outcome", written(fact.outcome()))
        .with("waybill.bytes_written", fact.transfer().bytesWritten());
    Failure failure = fact.failure();
    if (failure != null) {
      span.with("waybill.failure", failure.code().toString()).failed(failure.reason());
    }
  }

  /** As records have it: {@code already-present}. */
  private static String written(AttemptOutcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
