package io.waybill.chassis.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.waybill.chassis.config.LogConfig;
import java.util.Map;
import org.slf4j.LoggerFactory;

/**
 * Sets logging up: Waybill's own events from the configured level on, those of the libraries only
 * when something is wrong, all to standard error. Standard output belongs to a command's result.
 */
public final class Logging {
  /** Behind the message, what the line is about where that is known: {@link LogScope}. */
  private static final String ABOUT =
      "%replace( [%X{taskId}%X{eventId}%X{scanId} %X{traceId}]){' \\[ \\]', ''}";

  private static final String PATTERN =
      "%d{HH:mm:ss.SSS} %-5level %logger{0} - %msg" + ABOUT + "%n%ex";

  /** Libraries that are quieter than the rest. */
  private static final Map<String, Level> LIBRARIES =
      Map.of(
          // An unreachable broker is a line for each client and try; the health says it once.
          "org.apache.kafka.clients.NetworkClient", Level.ERROR,
          // That a controller of one node takes over, at each start of the embedded broker.
          "org.apache.kafka.controller.QuorumController", Level.ERROR,
          // The printout of each client's configuration.
          "org.apache.kafka.common.config", Level.ERROR);

  private Logging() {}

  /** Replaces whatever logging was set up before. */
  public static void configure(LogConfig config) {
    configure(config, "System.err");
  }

  static void configure(LogConfig config, String target) {
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setName("console");
    console.setTarget(target);
    console.setEncoder(encoder(config.format(), context));
    console.start();
    ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(console);
    LIBRARIES.forEach((name, level) -> context.getLogger(name).setLevel(level));
    context.getLogger("io.waybill").setLevel(Level.toLevel(config.level().name()));
  }

  private static Encoder<ILoggingEvent> encoder(LogConfig.Format format, LoggerContext context) {
    Encoder<ILoggingEvent> encoder =
        switch (format) {
          case TEXT -> {
            LineEncoder text = new LineEncoder();
            text.setPattern(PATTERN);
            yield text;
          }
          case JSON -> {
            JsonEncoder json = new JsonEncoder();
            json.setWithContext(false);
            json.setWithSequenceNumber(false);
            json.setWithNanoseconds(false);
            json.setWithFormattedMessage(true);
            json.setWithMessage(false);
            json.setWithArguments(false);
            yield json;
          }
        };
    encoder.setContext(context);
    encoder.start();
    return encoder;
  }
}
