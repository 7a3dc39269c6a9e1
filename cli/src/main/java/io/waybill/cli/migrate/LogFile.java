package io.waybill.cli.migrate;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.terminal.PrintableWriter;
import io.waybill.cli.terminal.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Where each line is told with its time. */
final class LogFile implements AutoCloseable {
  private final PrintWriter writer;

  private LogFile(Writer writer) {
    this.writer =
        new PrintWriter(new PrintableWriter(writer), true) {
          @Override
          public void println(@Nullable String line) {
            super.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + line);
          }
        };
  }

  /**
   * Goes on at the end of the file.
   *
   * @throws CommandFailure where it cannot be written
   */
  static LogFile at(Path file) {
    try {
      return new LogFile(
          Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    } catch (IOException unwritable) {
      throw Paperwork.unwritable("--log " + file, unwritable);
    }
  }

  /** What writes there as to a terminal that redraws nothing. */
  Terminal terminal() {
    return Terminal.plain(writer);
  }

  @Override
  public void close() {
    writer.close();
  }
}
