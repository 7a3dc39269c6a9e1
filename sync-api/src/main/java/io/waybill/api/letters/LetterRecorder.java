package io.waybill.api.letters;

import io.waybill.api.topics.TopicFollower;
import io.waybill.chassis.kafka.Headers;
import io.waybill.schemas.records.DeadLetter;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.UnreadableMessageException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Turns {@code waybill.dead-letters} into rows. A letter's id is the same each time it is read, so
 * that it is one row; one that is no letter itself is kept under an id of its place.
 */
public final class LetterRecorder implements TopicFollower.Handler {
  private final LetterStore letters;

  /** A recorder into this store. */
  public LetterRecorder(LetterStore letters) {
    this.letters = letters;
  }

  @Override
  public void handle(List<ConsumerRecord<String, byte[]>> batch) {
    List<DeadLetter> read = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : batch) {
      try {
        read.add(Messages.readDeadLetter(Headers.of(record), record.value()));
      } catch (UnreadableMessageException unreadable) {
        read.add(wrapped(record, String.valueOf(unreadable.getMessage())));
      }
    }
    letters.record(read);
  }

  private static DeadLetter wrapped(ConsumerRecord<String, byte[]> record, String reason) {
    String origin = record.topic() + "/" + record.partition() + "/" + record.offset();
    byte[] bytes = record.value() == null ? new byte[0] : record.value();
    return new DeadLetter(
        UUID.nameUUIDFromBytes((origin + "\n" + reason).getBytes(StandardCharsets.UTF_8)),
        origin,
        reason,
        Headers.of(record),
        Base64.getEncoder().encodeToString(bytes),
        Instant.ofEpochMilli(record.timestamp()));
  }
}
