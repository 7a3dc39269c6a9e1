package io.waybill.cli.migrate;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.waybill.schemas.wire.Json;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What one pass could not copy, on the disk: however many images fail, they take no memory. First
 * written, by many threads, then read as often as is needed.
 */
final class Leftovers implements AutoCloseable {
  private static final ObjectMapper JSON = Json.lenient();
  private static final ObjectReader LINES = JSON.readerFor(Line.class);

  private final Path file;
  private final BufferedWriter writer;
  private int count;

  private Leftovers(Path file, BufferedWriter writer) {
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
    try {
      writer.write(JSON.writeValueAsString(line));
      writer.newLine();
      count++;
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  synchronized int count() {
    return count;
  }

  /** Takes one line after the other. */
  @FunctionalInterface
  interface Reader<E extends Exception> {
    void read(Line line) throws E;
  }

  /** Hands them over, in the order in which they failed. */
  <E extends Exception> void forEach(Reader<E> reader) throws E {
    try {
      synchronized (this) {
        writer.flush();
      }
      try (BufferedReader lines = Files.newBufferedReader(file)) {
        for (@Nullable String line = lines.readLine(); line != null; line = lines.readLine()) {
          reader.read(LINES.readValue(line));
        }
      }
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Removes them from the disk. */
  @Override
  public void close() {
    try {
      writer.close();
      Files.deleteIfExists(file);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
