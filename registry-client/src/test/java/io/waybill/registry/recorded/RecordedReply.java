package io.waybill.registry.recorded;

import java.util.Map;
import java.util.TreeMap;

/** What a recorded server answers. */
public record RecordedReply(int status, Map<String, String> headers, String body) {
  public static RecordedReply json(int status, String body) {
    return new RecordedReply(status, Map.of("Content-Type", "application/json"), body);
  }

  public static RecordedReply text(int status, String body) {
    return new RecordedReply(status, Map.of("Content-Type", "text/plain"), body);
  }

  public RecordedReply with(String header, String value) {
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new RecordedReply(status, more, body);
  }
}
