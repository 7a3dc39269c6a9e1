package io.waybill.cli.migrate;

import com.fasterxml.jackson.core.JsonGenerator;
import io.waybill.schemas.wire.Json;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A file with a line for every tag, written while they end. For one thread at a time. */
public interface Report extends AutoCloseable {
  /** One more line. */
  void add(Line line) throws IOException;

  @Override
  void close() throws IOException;

  /** A report of the kind that the file's ending names. */
  static Report to(Path file) throws IOException {
    BufferedWriter writer = Files.newBufferedWriter(file);
    return file.toString().toLowerCase(Locale.ROOT).endsWith(".csv")
        ? new Csv(writer)
        : new JsonArray(writer);
  }

  /** RFC 4180, with the columns' names on the first line. */
  final class Csv implements Report {
    private final Writer writer;

    Csv(Writer writer) throws IOException {
      this.writer = writer;
      write(Line.COLUMNS);
    }

    @Override
    public void add(Line line) throws IOException {
      write(line.values());
    }

    private void write(List<String> values) throws IOException {
      writer.write(values.stream().map(Csv::quoted).collect(Collectors.joining(",")) + "\r\n");
    }

    /** Spreadsheets take what begins with these for a formula; registries' words may begin so. */
    private static String quoted(String value) {
      String safe = value.matches("(?s)[=+\\-@\\t\\r].*") ? "'" + value : value;
      return safe.matches("(?s).*[,\"\\r\\n].*") ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
    }

    @Override
    public void close() throws IOException {
      writer.close();
    }
  }

  /** An array of objects. */
  final class JsonArray implements Report {
    private final JsonGenerator generator;

    JsonArray(Writer writer) throws IOException {
      generator = Json.lenient().createGenerator(writer);
      generator.useDefaultPrettyPrinter();
      generator.writeStartArray();
    }

    @Override
    public void add(Line line) throws IOException {
      generator.writeObject(line);
    }

    @Override
    public void close() throws IOException {
      try (generator) {
        generator.writeEndArray();
      }
    }
  }
}
