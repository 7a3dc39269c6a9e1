package io.waybill.cli.migrate;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What could not be copied, as the old single file of image-syncer, which takes it as well: {@code
 * images}, and besides why, {@code failures}.
 */
final class FailedFile {
  private static final String MARK = "writtenBy";
  private static final String OURS = "waybill migrate";
  private static final String NEW = ".new";
  private static final int BEGINNING = 200;

  private final Path file;

  FailedFile(Path file) {
    this.file = file;
  }

  /**
   * Writes it anew, beside its place first: whoever is killed meanwhile leaves the list of before,
   * or this one. A file that is there is kept beside it, where it has what this one has not: it may
   * be another migration's.
   *
   * @param read the file that this run has read, which has no more to say; null = none
   * @return where a file that was there is now
   */
  Optional<Path> write(Leftovers copies, List<FailedRule> rules, @Nullable Path read)
      throws IOException {
    Map<String, Set<String>> images = new LinkedHashMap<>();
    for (FailedRule rule : rules) {
      images.computeIfAbsent(rule.source(), s -> new LinkedHashSet<>()).addAll(rule.targets());
    }
    copies.<RuntimeException>forEach(
        line ->
            images.computeIfAbsent(line.source(), s -> new LinkedHashSet<>()).add(line.target()));
    Optional<Path> kept =
        Files.isRegularFile(file) && !isAt(read) && saysMore(images)
            ? Optional.of(copyAside())
            : Optional.empty();
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // What takes bytes and keeps none, as /dev/null does.
      write(file, images, copies, rules);
      return kept;
    }
    Path place = Files.exists(file) ? file.toRealPath() : file;
    Path whole = place.resolveSibling(place.getFileName() + NEW);
    try {
      write(whole, images, copies, rules);
      Files.move(whole, place, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(whole);
    }
    return kept;
  }

  private static void write(
      Path place, Map<String, Set<String>> images, Leftovers copies, List<FailedRule> rules)
      throws IOException {
    try (JsonGenerator json = Json.lenient().createGenerator(Files.newBufferedWriter(place))) {
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

  private boolean isAt(@Nullable Path other) throws IOException {
    return other != null && Files.exists(other) && Files.isSameFile(file, other);
  }

  /** Whether what is there names a copy that is not among these. */
  private boolean saysMore(Map<String, Set<String>> images) throws IOException {
    try (Reader reader = Files.newBufferedReader(file)) {
      JsonNode old = Json.lenient().readTree(reader);
      if (!old.path(MARK).asText().equals(OURS)) {
        return true;
      }
      for (Map.Entry<String, JsonNode> image : old.path("images").properties()) {
        Set<String> now = images.getOrDefault(image.getKey(), Set.of());
        for (JsonNode target : image.getValue()) {
          if (!now.contains(target.asText())) {
            return true;
          }
        }
      }
      return false;
    } catch (JsonProcessingException | CharacterCodingException notOurs) {
      return true;
    }
  }

  private Path copyAside() throws IOException {
    String name = String.valueOf(file.getFileName());
    int end = name.lastIndexOf('.') > 0 ? name.lastIndexOf('.') : name.length();
    for (int number = 1; ; number++) {
      Path free = file.resolveSibling(name.substring(0, end) + "." + number + name.substring(end));
      if (Files.notExists(free)) {
        return Files.copy(file, free);
      }
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

  /** Removes what this run has read, for it says what is no longer so; nobody else's file. */
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
