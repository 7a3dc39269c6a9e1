package io.waybill.worker;

import io.waybill.chassis.traces.TraceSpan;
import io.waybill.chassis.traces.Traces;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.protocol.RequestListener;
import io.waybill.schemas.names.Registry;
import java.io.IOException;
import java.util.Map;

/**
 * Makes a span of each request that belongs to an attempt, from when it is sent until its answer
 * begins, and sends its trace along, so that a registry's own spans are found below it.
 *
 * @param next who hears of the requests as well
 */
record TracedRequests(RequestListener next) implements RequestListener {
  @Override
  public Sent sending(Registry registry, Operation operation, String method) {
    Sent told = next.sending(registry, operation, method);
    TraceSpan attempt = TraceSpan.current();
    if (attempt.traceParent().isEmpty()) {
      return told;
    }
    TraceSpan span =
        attempt
            .begin(method + " " + registry, Traces.Kind.CLIENT)
            .with("waybill.registry", registry.name())
            .with("waybill.operation", operation.toString())
            .with("http.request.method", method);
    return new Traced(told, span);
  }

  private record Traced(Sent next, TraceSpan span) implements Sent {
    @Override
    public Map<String, String> headers() {
      return span.headers();
    }

    @Override
    public void answered(int status) {
      next.answered(status);
      try (span) {
        span.with("http.response.status_code", status);
        if (status >= 500) {
          span.failed("The registry answered " + status);
        }
      }
    }

    @Override
    public void unanswered(IOException fault) {
      next.unanswered(fault);
      try (span) {
        span.failed("No answer came: " + fault.getClass().getSimpleName());
      }
    }
  }
}
