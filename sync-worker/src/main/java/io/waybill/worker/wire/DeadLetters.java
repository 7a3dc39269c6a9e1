package io.waybill.worker.wire;

import io.waybill.schemas.records.DeadLetter;
import io.waybill.schemas.wire.Message;
import io.waybill.schemas.wire.Messages;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes dead letters of records. */
public final class DeadLetters {
  private DeadLetters() {}

  /**
   * The message that keeps a record with the reason why nothing could be done with it.
   *
   * <p>Its id is computed from where the record stands, what it holds and the reason, since a
   * record is read again after a crash (and the rules at every start): the same letter twice is one
   * letter.
   */
  public static Message of(
      ConsumerRecord<String, byte[]> record,
      Map<String, String> headers,
      String reason,
      Instant now) {
    String origin = record.topic() + "/" + record.partition() + "/" + record.offset();
    byte[] bytes = record.value() == null ? new byte[0] : record.value();
    String body = Base64.getEncoder().encodeToString(bytes);
    UUID id =
        UUID.nameUUIDFromBytes(
            String.join("\n", origin, reason, body).getBytes(StandardCharsets.UTF_8));
    return Messages.of(new DeadLetter(id, origin, reason, Map.copyOf(headers), body, now));
  }
}
