package io.waybill.api;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** What one logger says while it is open, with what each line is about. */
final class LogLines extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  private final Logger logger;
  private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();

  private LogLines(Logger logger) {
    this.logger = logger;
  }

  static LogLines of(String name) {
    LogLines lines = new LogLines((Logger) LoggerFactory.getLogger(name));
    lines.setContext(lines.logger.getLoggerContext());
    lines.start();
    lines.logger.addAppender(lines);
    return lines;
  }

  /** What the line with these words is about. */
  Map<String, String> about(String words) {
    return lines.stream()
        .filter(line -> line.getFormattedMessage().contains(words))
        .map(ILoggingEvent::getMDCPropertyMap)
        .findFirst()
        .orElseThrow(() -> new AssertionError("No line has " + words + ": " + lines));
  }

  @Override
  protected void append(ILoggingEvent event) {
    event.prepareForDeferredProcessing();
    lines.add(event);
  }

  @Override
  public void close() {
    logger.detachAppender(this);
  }
}
