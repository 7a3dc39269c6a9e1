package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.schemas.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads server-sent events (HTML, section 9.2.6), as far as the API writes them: data in one line.
 */
final class ServerEvents implements AutoCloseable {
  /**
   * An event.
   *
   * @param name what kind it is
   * @param id what to say to go on after it; empty where it has none
   * @param data what it says
   */
  record Event(String name, Optional<String> id, JsonNode data) {}

  private final BufferedReader lines;

  ServerEvents(InputStream stream) {
    lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
  }

  /** The next event; empty where the stream has ended. */
  Optional<Event> next() throws IOException {
    String name = "message";
    Optional<String> id = Optional.empty();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      int colon = line.indexOf(": ");
      String value = colon < 0 ? "" : line.substring(colon + 2);
      switch (colon <= 0 ? "" : line.substring(0, colon)) {
        case "event" -> name = value;
        case "id" -> id = Optional.of(value);
        case "data" -> {
          return Optional.of(new Event(name, id, Json.lenient().readTree(value)));
        }
        default -> {
          // A comment, or the end of an event.
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public void close() throws IOException {
    lines.close();
  }
}
