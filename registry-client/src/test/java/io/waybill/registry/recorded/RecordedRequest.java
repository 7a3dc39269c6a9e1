package io.waybill.registry.recorded;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A request, whole.
 *
 * @param headers names in lower case
 * @param query the raw query; empty where there is none
 */
public record RecordedRequest(
    String method, String path, String query, Map<String, List<String>> headers, String body) {

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT))).map(List::getFirst);
  }

  /** The fields of the form in the body; a repeated one is joined by commas. */
  public Map<String, String> form() {
    return fields(body);
  }

  public Map<String, String> parameters() {
    return fields(query);
  }

  private static Map<String, String> fields(String text) {
    Map<String, String> fields = new TreeMap<>();
    if (!text.isEmpty()) {
      for (String field : text.split("&", -1)) {
        int equals = field.indexOf('=');
        fields.merge(
            URLDecoder.decode(field.substring(0, equals), StandardCharsets.UTF_8),
            URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8),
            (one, other) -> one + "," + other);
      }
    }
    return fields;
  }
}
