package io.waybill.chassis.logging;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What the lines that this thread logs are about, until it is closed: as JSON below {@code mdc}, in
 * the text behind the message. Names and ids only: whatever is put here is in every line.
 */
public final class LogScope implements AutoCloseable {
  /** The task that is worked on. */
  public static final String TASK = "taskId";

  /** The trace that it belongs to. */
  public static final String TRACE = "traceId";

  /** The event that is planned. */
  public static final String EVENT = "eventId";

  /** The scan whose step is worked on. */
  public static final String SCAN = "scanId";

  /** The registry that is read. */
  public static final String SOURCE = "source";

  /** The registry that is written to. */
  public static final String TARGET = "target";

  private final Map<String, @Nullable String> before = new LinkedHashMap<>();

  private LogScope() {}

  /** A scope that says nothing yet; it is opened and closed by one thread. */
  public static LogScope open() {
    return new LogScope();
  }

  /** From here on lines are about this as well. */
  public LogScope with(String key, Object value) {
    if (!before.containsKey(key)) {
      before.put(key, MDC.get(key));
    }
    MDC.put(key, value.toString());
    return this;
  }

  /** The same, where it is known. */
  public LogScope with(String key, Optional<String> value) {
    return value.isPresent() ? with(key, value.get()) : this;
  }

  /** Lines are about what they were about before. */
  @Override
  public void close() {
    before.forEach(
        (key, value) -> {
          if (value == null) {
            MDC.remove(key);
          } else {
            MDC.put(key, value);
          }
        });
  }
}
