package io.waybill.schemas.wire;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.waybill.schemas.wire.Samples.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A message as some version wrote it, kept for ever: {@code golden/<version>/<kind>/<case>.json},
 * and its key and headers beside it in {@code <case>.headers.json}.
 */
record Golden(String name, Message message) {
  /** The version whose files today's code has to write. */
  static final String CURRENT = "v1";

  private static final Path ROOT = Path.of("src/test/resources/golden");
  private static final String HEADERS = ".headers.json";
  private static final JsonMapper JSON = new JsonMapper();

  private record Envelope(String key, Map<String, String> headers) {}

  /** Those of every version. */
  static List<Golden> all() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(HEADERS))
          .map(Golden::read)
          .sorted(Comparator.comparing(Golden::name))
          .toList();
    }
  }

  static boolean exists(Sample sample) {
    return Files.exists(headersOf(CURRENT + "/" + sample.path()));
  }

  /** What the current version wrote for the sample. */
  static Golden of(Sample sample) {
    return read(headersOf(CURRENT + "/" + sample.path()));
  }

  /** Keeps what today's code writes. A file that is there already is never touched. */
  static void keep(Sample sample) throws IOException {
    Path headers = headersOf(CURRENT + "/" + sample.path());
    Files.createDirectories(headers.getParent());
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    ObjectWriter pretty =
        JSON.writer(
            new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter));
    Message message = sample.message();
    Files.writeString(
        Path.of(headers.toString().replace(HEADERS, ".json")),
        pretty.writeValueAsString(JSON.readTree(message.value())) + "\n");
    Files.writeString(
        headers,
        pretty.writeValueAsString(new Envelope(message.key(), new TreeMap<>(message.headers())))
            + "\n");
  }

  MessageType type() {
    return MessageType.find(String.valueOf(message.headers().get(CloudEvents.TYPE))).orElseThrow();
  }

  JsonNode json() throws IOException {
    return JSON.readTree(message.value());
  }

  /** The document without white space, its fields in their order. */
  String text() throws IOException {
    return json().toString();
  }

  @Override
  public String toString() {
    return name;
  }

  private static Path headersOf(String name) {
    return ROOT.resolve(name + HEADERS);
  }

  private static Golden read(Path headers) {
    try {
      Envelope envelope = JSON.readValue(headers.toFile(), Envelope.class);
      String name = ROOT.relativize(headers).toString().replace(HEADERS, "");
      String document = Files.readString(ROOT.resolve(name + ".json"));
      return new Golden(
          name,
          new Message(
              envelope.key(), envelope.headers(), document.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException unreadable) {
      throw new IllegalStateException("The golden file " + headers + " cannot be read", unreadable);
    }
  }
}
