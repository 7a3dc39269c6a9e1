package io.waybill.worker.plan;

import io.waybill.chassis.kafka.Headers;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.records.CopyAnnounced;
import io.waybill.schemas.wire.CloudEvents;
import io.waybill.schemas.wire.MessageType;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * The copies that all workers have announced lately: the topic of records, read from a few minutes
 * ago and followed, but only while there are rules that go round. One thread's, like the consumer
 * it reads with.
 *
 * <p>A worker puts a tag when Kafka has its announcement, and not before. So when the target's
 * registry tells of that tag, and its event is on Kafka in turn, the announcement is found below
 * the end that the topic of records has then.
 */
final class CopyBook {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final String ANNOUNCED = MessageType.COPY_ANNOUNCED.cloudEventsType();

  private final Consumer<String, byte[]> reader;
  private final RecentCopies copies = new RecentCopies();
  private boolean following;

  /**
   * A book with nothing in it.
   *
   * @param reader a consumer without a group, for this book alone; closed by whoever made it
   */
  CopyBook(Consumer<String, byte[]> reader) {
    this.reader = reader;
  }

  /**
   * Reads up to where the topic ends now, where anybody needs it.
   *
   * @param oldest when the oldest event was written that is to be planned
   */
  void catchUp(boolean needed, Instant oldest) {
    if (!needed) {
      if (following) {
        reader.unsubscribe();
        copies.clear();
        following = false;
      }
      return;
    }
    if (!following) {
      beginAt(oldest.minus(RecentCopies.KEPT));
      following = true;
    }
    Map<TopicPartition, Long> ends = reader.endOffsets(reader.assignment());
    while (ends.entrySet().stream()
        .anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
      reader.poll(POLL).forEach(this::read);
    }
  }

  /** What is known when this event is planned. */
  Hindsight before(ImageEvent event) {
    return following ? copies.of(event) : Hindsight.NONE;
  }

  private void beginAt(Instant since) {
    List<TopicPartition> partitions =
        reader.partitionsFor(Topics.RECORDS).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    reader.assign(partitions);
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, since.toEpochMilli()));
    Map<TopicPartition, OffsetAndTimestamp> found = reader.offsetsForTimes(times);
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp at = found.get(partition);
      if (at == null) {
        reader.seekToEnd(List.of(partition));
      } else {
        reader.seek(partition, at.offset());
      }
    }
  }

  private void read(ConsumerRecord<String, byte[]> record) {
    Map<String, String> headers = Headers.of(record);
    if (!ANNOUNCED.equals(headers.get(CloudEvents.TYPE))) {
      return;
    }
    try {
      if (Messages.readFact(headers, record.value()) instanceof CopyAnnounced announced) {
        copies.note(announced);
      }
    } catch (UnreadableMessageException unreadable) {
      // The recorder tells of it; a copy that is not remembered is carried back, and mostly finds
      // nothing to do.
    }
  }
}
