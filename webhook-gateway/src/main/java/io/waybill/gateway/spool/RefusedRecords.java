package io.waybill.gateway.spool;

import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka will never take goes to a file of JSON lines beside the spool, for a person: with it
 * at the head of the queue nothing behind it would ever arrive.
 */
final class RefusedRecords {
  private final SpoolDirectory directory;

  RefusedRecords(SpoolDirectory directory) {
    this.directory = directory;
  }

  /**
   * One line.
   *
   * @param value base64
   */
  private record Line(
      Instant acceptedAt,
      String webhook,
      String topic,
      String key,
      Map<String, String> headers,
      @Nullable String value,
      String reason) {}

  /** Returns when it is on disk; says where. */
  Path add(SpoolEntry entry, Outgoing outgoing, String reason) throws IOException {
    byte @Nullable [] value = outgoing.message().value();
    Line line =
        new Line(
            entry.acceptedAt(),
            entry.webhook(),
            outgoing.topic(),
            outgoing.message().key(),
            outgoing.message().headers(),
            value == null ? null : Base64.getEncoder().encodeToString(value),
            reason);
    return directory.refuse(
        (Json.lenient().writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
