package io.waybill.cli.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.encoder.Encoder;
import io.waybill.chassis.logging.LineEncoder;
import io.waybill.cli.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** Says where the logs of this process go. */
public final class Logs {
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level [%thread] %logger{30}: %msg%n";
  private static final String STANDARD_ERROR = "System.err";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  /** Log files of one command that are kept. */
  private static final int KEPT = 10;

  private Logs() {}

  /**
   * For a command that tells its story itself: to a new file of the directory. The oldest files of
   * the same command are removed.
   *
   * @return the file
   */
  public static Path toFile(Path directory, String command) {
    try {
      Files.createDirectories(directory);
      removeOldest(directory, command);
      Path file =
          directory.resolve(
              command + "-" + LocalDateTime.now(ZoneId.systemDefault()).format(STAMP) + ".log");
      LoggerContext context = context();
      FileAppender<ILoggingEvent> appender = new FileAppender<>();
      appender.setFile(file.toString());
      set(context, started(context, appender, text()), Level.INFO);
      return file;
    } catch (IOException e) {
      throw CommandFailure.unavailable(
          "Tried to make a log file in %s, but failed because: %s. Name a data directory that can be written."
              .formatted(directory, e),
          e);
    }
  }

  /** For every other command: errors on standard error. */
  static void errorsOnly(LoggerContext context) {
    FirstErrors errors = new FirstErrors();
    errors.setContext(context);
    errors.start();
    set(context, errors, Level.ERROR);
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  private static void set(LoggerContext context, Appender<ILoggingEvent> appender, Level level) {
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    root.setLevel(level);
    root.addAppender(appender);
  }

  /** Standard error, ready to be written to. */
  static Appender<ILoggingEvent> console(LoggerContext context) {
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setTarget(STANDARD_ERROR);
    return started(context, appender, text());
  }

  private static Encoder<ILoggingEvent> text() {
    LineEncoder encoder = new LineEncoder();
    encoder.setPattern(PATTERN);
    return encoder;
  }

  private static Appender<ILoggingEvent> started(
      LoggerContext context,
      ch.qos.logback.core.OutputStreamAppender<ILoggingEvent> appender,
      Encoder<ILoggingEvent> encoder) {
    encoder.setContext(context);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }

  private static void removeOldest(Path directory, String command) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> newestFirst =
          files
              .filter(file -> file.getFileName().toString().startsWith(command + "-"))
              .sorted(Comparator.comparing(Path::getFileName).reversed())
              .toList();
      for (Path old : newestFirst.stream().skip(KEPT - 1L).toList()) {
        Files.deleteIfExists(old);
      }
    }
  }
}
