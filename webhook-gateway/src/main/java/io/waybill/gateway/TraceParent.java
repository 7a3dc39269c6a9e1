package io.waybill.gateway;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trace that an event belongs to (W3C Trace Context, section 3.2, version 00). The sender's is
 * handed on as it came, with the gateway's span for its last one where spans are made; a sender
 * without one starts a trace here.
 *
 * @param value {@code 00-<32 hex digits>-<16 hex digits>-<2 hex digits>}
 */
record TraceParent(String value) {
  /** The header's name, in HTTP and on Kafka. */
  static final String HEADER = "traceparent";

  private static final int TRACE_ID = 3;
  private static final int TRACE_ID_DIGITS = 32;

  private static final Pattern GRAMMAR =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  /** The sender's where it is well-formed, else a new one. */
  static TraceParent of(@Nullable String header) {
    return header != null && GRAMMAR.matcher(header).matches() ? new TraceParent(header) : create();
  }

  /** The trace's id: 32 hexadecimal digits. */
  String traceId() {
    return value.substring(TRACE_ID, TRACE_ID + TRACE_ID_DIGITS);
  }

  private static TraceParent create() {
    // Sampled, so that a collector further down keeps it; 0 is an id that must not be.
    return new TraceParent("00-" + nonZeroHex(16) + "-" + nonZeroHex(8) + "-01");
  }

  private static String nonZeroHex(int length) {
    byte[] id = new byte[length];
    // An id has to be its own, not a secret.
    ThreadLocalRandom.current().nextBytes(id);
    id[0] |= 1;
    return HexFormat.of().formatHex(id);
  }
}
