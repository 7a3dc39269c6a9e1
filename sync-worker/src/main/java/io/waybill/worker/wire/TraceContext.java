package io.waybill.worker.wire;

import io.waybill.chassis.traces.TraceSpan;
import io.waybill.schemas.wire.Message;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The trace that a record belongs to, handed on to whatever comes of it (W3C Trace Context, the
 * headers {@code traceparent} and {@code tracestate}).
 */
public final class TraceContext {
  private static final String PARENT = "traceparent";
  private static final String STATE = "tracestate";
  private static final Pattern GRAMMAR =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?");

  private final Optional<String> parent;
  private final Optional<String> state;

  private TraceContext(Optional<String> parent, Optional<String> state) {
    this.parent = parent;
    this.state = state;
  }

  /** The trace in a record's headers; a malformed one is none. */
  public static TraceContext of(Map<String, String> headers) {
    Optional<String> parent =
        Optional.ofNullable(headers.get(PARENT)).filter(text -> GRAMMAR.matcher(text).matches());
    return new TraceContext(
        parent, parent.flatMap(present -> Optional.ofNullable(headers.get(STATE))));
  }

  /**
   * The trace within this span; where no spans are made, as it was.
   *
   * @param span begun with the headers that this was read from
   */
  public TraceContext within(TraceSpan span) {
    Map<String, String> headers = span.headers();
    return headers.isEmpty() ? this : of(headers);
  }

  /** The trace's id: 32 hexadecimal digits. */
  public Optional<String> traceId() {
    return parent.map(
        text -> {
          Matcher matcher = GRAMMAR.matcher(text);
          return matcher.matches() ? matcher.group(1) : "";
        });
  }

  /** The message, in this trace. */
  public Message on(Message message) {
    Message traced = parent.map(text -> message.with(PARENT, text)).orElse(message);
    return state.isEmpty() ? traced : traced.with(STATE, state.get());
  }
}
