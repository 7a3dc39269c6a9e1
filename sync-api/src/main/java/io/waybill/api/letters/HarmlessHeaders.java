package io.waybill.api.letters;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is kept of a letter's headers. A list of what is harmless, because a secret may travel under
 * any name; it has all that a message needs to be put back.
 */
final class HarmlessHeaders {
  private static final Set<String> KEPT =
      Set.of(
          "content-type",
          "content-length",
          "content-encoding",
          "user-agent",
          "date",
          "traceparent",
          "tracestate");
  private static final int MOST = 60;
  private static final int LONGEST = 1_000;

  private HarmlessHeaders() {}

  static Map<String, String> of(Map<String, String> headers) {
    Map<String, String> kept = new TreeMap<>();
    headers.forEach(
        (name, value) -> {
          boolean harmless =
              KEPT.contains(name) || name.startsWith("ce_") || name.startsWith("ce-");
          if (harmless && kept.size() < MOST && value.length() <= LONGEST) {
            kept.put(name, value);
          }
        });
    return kept;
  }
}
