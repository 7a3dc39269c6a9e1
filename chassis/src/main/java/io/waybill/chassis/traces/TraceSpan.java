package io.waybill.chassis.traces;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Something that takes time, as a part of a trace. It ends with {@link #close}; what is said of it
 * later is lost. Safe for many threads.
 */
public final class TraceSpan implements AutoCloseable {
  /** No span: what is said of it is heard by nobody. */
  static final TraceSpan NONE = new TraceSpan(Traces.OFF, Span.getInvalid());

  /**
   * What a thread works on, and whatever threads it starts. Threads of a copy are made for it, so
   * none of them ever works on another's.
   */
  private static final ThreadLocal<@Nullable TraceSpan> CURRENT = new InheritableThreadLocal<>();

  private final Traces traces;
  private final Span span;

  TraceSpan(Traces traces, Span span) {
    this.traces = traces;
    this.span = span;
  }

  /** The thread works on the span until this is closed. */
  public interface Work extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * What this thread works on, or the one that started it does; nothing where no spans are made.
   */
  public static TraceSpan current() {
    TraceSpan current = CURRENT.get();
    return current == null ? NONE : current;
  }

  /** This thread, and those that it starts, work on the span. */
  public Work enter() {
    TraceSpan before = CURRENT.get();
    CURRENT.set(this);
    return before == null ? CURRENT::remove : () -> CURRENT.set(before);
  }

  /** Begins a span within this one. */
  public TraceSpan begin(String name, Traces.Kind kind) {
    return traces.begin(name, kind, Context.root().with(span));
  }

  /** Says something of it. */
  public TraceSpan with(String key, String value) {
    span.setAttribute(key, value);
    return this;
  }

  /** Says something of it. */
  public TraceSpan with(String key, long value) {
    span.setAttribute(key, value);
    return this;
  }

  /** It failed for this reason, a sentence that may be shown to anybody. */
  public TraceSpan failed(String reason) {
    span.setStatus(StatusCode.ERROR, reason);
    return this;
  }

  /**
   * The headers that put what comes of it into its trace (W3C Trace Context, sections 3.2 and 3.3).
   *
   * @return {@code traceparent} and, where the sender had one, {@code tracestate}; empty where no
   *     spans are made
   */
  public Map<String, String> headers() {
    Map<String, String> headers = new TreeMap<>();
    W3CTraceContextPropagator.getInstance()
        .inject(
            Context.root().with(span), headers, (carrier, name, value) -> headers.put(name, value));
    return headers;
  }

  /** The header {@code traceparent} for what comes of it; empty where no spans are made. */
  public Optional<String> traceParent() {
    return Optional.ofNullable(headers().get("traceparent"));
  }

  @Override
  public void close() {
    span.end();
  }
}
