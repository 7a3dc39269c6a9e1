package io.waybill.cli.migrate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.waybill.schemas.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one pass could not copy, on the disk: however many images fail, they take no memory. From
 * when the disk takes no more they are held in memory, for a list of failures that is not whole
 * would be of no use. First written, by many threads, then read as often as is needed.
 */
final class Leftovers implements AutoCloseable {
  private static final ObjectMapper JSON = Json.lenient();
  private static final ObjectReader LINES = JSON.readerFor(Line.class);

  private final Path file;
  private final Writer writer;

  /** How many lines of the file are whole; one that broke off may be behind them. */
  private int written;

  private boolean full;
  private final List<Line> held = new ArrayList<>();

  /** Nothing yet, to be written by the writer to the file. */
  Leftovers(Path file, Writer writer) {
    this.file = file;
    this.writer = writer;
  }

  /** Nothing yet; in the system's directory for such files. */
  static Leftovers none() throws IOException {
    Path file = Files.createTempFile("waybill-migrate-", ".jsonl");
    return new Leftovers(file, Files.newBufferedWriter(file));
  }

  /** One more. */
  synchronized void add(Line line) {
    if (full) {
      held.add(line);
      return;
    }
    try {
      writer.write(JSON.writeValueAsString(line) + "\n");
      // Only so is it known which lines have arrived.
      writer.flush();
      written++;
    } catch (IOException noRoom) {
      full = true;
      held.add(line);
    }
  }

  synchronized int count() {
    return written + held.size();
  }

  /** Takes one line after the other. */
  @FunctionalInterface
  interface Reader<E extends Exception> {
    void read(Line line) throws E;
  }

  /** Hands them over, in the order in which they failed. */
  <E extends Exception> void forEach(Reader<E> reader) throws E {
    int whole;
    List<Line> others;
    synchronized (this) {
      whole = written;
      others = List.copyOf(held);
    }
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (int i = 0; i < whole; i++) {
        @Nullable String line = lines.readLine();
        if (line == null) {
          throw new IOException(file + " has lost lines");
        }
        reader.read(LINES.readValue(line));
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
    for (Line line : others) {
      reader.read(line);
    }
  }

  /** Removes them from the disk. */
  @Override
  public synchronized void close() {
    try {
      writer.close();
    } catch (IOException unwritten) {
      // What did not arrive there is held.
      full = true;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
