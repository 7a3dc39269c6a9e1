package io.waybill.cli.migrate;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.terminal.PrintableWriter;
import io.waybill.cli.terminal.Terminal;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where each line is told with its time. What can no longer be written, as on a full disk, stops no
 * copy: it is told at the end.
 */
final class LogFile implements AutoCloseable {
  private final String option;
  private final Witness witness;
  private final PrintWriter writer;
  private final Terminal terminal;

  private LogFile(String option, Writer writer) {
    this.option = option;
    this.witness = new Witness(writer);
    this.writer =
        new PrintWriter(new PrintableWriter(witness), true) {
          @Override
          public void println(@Nullable String line) {
            super.println(Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + line);
          }
        };
    this.terminal = Terminal.plain(this.writer);
  }

  /**
   * Goes on at the end of the file.
   *
   * @throws CommandFailure where it cannot be written
   */
  static LogFile at(Path file) {
    String option = "--log " + file;
    try {
      return new LogFile(
          option,
          Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    } catch (IOException unwritable) {
      throw Paperwork.unwritable(option, unwritable);
    }
  }

  /** What writes there as to a terminal that redraws nothing. */
  Terminal terminal() {
    return terminal;
  }

  /** Says why the file is not whole, where it is not. */
  Optional<String> fault() {
    return Optional.ofNullable(witness.first).map(why -> Paperwork.notWhole(option, why));
  }

  /** Remembers why something could not be written, which a {@link PrintWriter} keeps to itself. */
  private static final class Witness extends FilterWriter {
    private volatile @Nullable IOException first;

    Witness(Writer out) {
      super(out);
    }

    @Override
    public void write(int character) throws IOException {
      attempt(() -> out.write(character));
    }

    @Override
    public void write(char[] characters, int offset, int length) throws IOException {
      attempt(() -> out.write(characters, offset, length));
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
      attempt(() -> out.write(text, offset, length));
    }

    @Override
    public void flush() throws IOException {
      attempt(out::flush);
    }

    @Override
    public void close() throws IOException {
      attempt(out::close);
    }

    private void attempt(Paperwork.Writing writing) throws IOException {
      try {
        writing.run();
      } catch (IOException full) {
        if (first == null) {
          first = full;
        }
        throw full;
      }
    }
  }

  @Override
  public void close() {
    writer.close();
  }
}
