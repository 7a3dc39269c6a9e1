package io.waybill.cli.migrate;

import com.fasterxml.jackson.core.JsonGenerator;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What could not be copied, as the old single file of image-syncer, which takes it as well: {@code
 * images}, and besides why, {@code failures}.
 */
final class FailedFile {
  private static final String MARK = "writtenBy";
  private static final String OURS = "waybill migrate";
  private static final int BEGINNING = 200;

  private final Path file;

  FailedFile(Path file) {
    this.file = file;
  }

  /** Writes it anew. */
  void write(Leftovers copies, List<FailedRule> rules) throws IOException {
    Map<String, Set<String>> images = new LinkedHashMap<>();
    for (FailedRule rule : rules) {
      images.computeIfAbsent(rule.source(), s -> new LinkedHashSet<>()).addAll(rule.targets());
    }
    copies.<RuntimeException>forEach(
        line ->
            images.computeIfAbsent(line.source(), s -> new LinkedHashSet<>()).add(line.target()));
    try (JsonGenerator json = Json.lenient().createGenerator(Files.newBufferedWriter(file))) {
      json.useDefaultPrettyPrinter();
      json.writeStartObject();
      json.writeStringField(MARK, OURS);
      json.writePOJOField("images", images);
      json.writeArrayFieldStart("failures");
      for (Line line : lines(rules)) {
        json.writeObject(line);
      }
      copies.<IOException>forEach(json::writeObject);
      json.writeEndArray();
      json.writeEndObject();
    }
  }

  /** What a report says of rules whose tags could not be listed. */
  static List<Line> lines(List<FailedRule> rules) {
    List<Line> lines = new ArrayList<>();
    for (FailedRule rule : rules) {
      for (String target : rule.targets()) {
        lines.add(
            new Line(
                rule.source(),
                target,
                null,
                0,
                0,
                Line.NOT_LISTED,
                rule.failure().code(),
                Line.sentence(rule.failure())));
      }
    }
    return lines;
  }

  /** Removes one of an earlier run, for it says what is no longer so; nobody else's file. */
  void removeOld() throws IOException {
    if (Files.isRegularFile(file) && beginning().contains('"' + OURS + '"')) {
      Files.delete(file);
    }
  }

  private String beginning() throws IOException {
    char[] text = new char[BEGINNING];
    try (Reader reader = Files.newBufferedReader(file)) {
      int read = reader.read(text);
      return new String(text, 0, Math.max(0, read));
    }
  }
}
