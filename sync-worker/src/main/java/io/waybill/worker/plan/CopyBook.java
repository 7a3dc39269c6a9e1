package io.waybill.worker.plan;

import io.waybill.chassis.kafka.Headers;
import io.waybill.schemas.events.ImageEvent;
import io.waybill.schemas.records.TaskPlanned;
import io.waybill.schemas.wire.CloudEvents;
import io.waybill.schemas.wire.MessageType;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;

/**
 * The copies that all planners have planned in the last minutes: the topic of records, read from a
 * few minutes ago and followed, but only while there are rules that go round. One thread's, like
 * the consumer it reads with.
 *
 * <p>A task's record is on Kafka before the planner that made it goes on, so before its copy is
 * announced by the target's registry the other planners can know of it.
 */
final class CopyBook {
  private static final Duration LOOK_BACK = Duration.ofMinutes(15);
  private static final Duration POLL = Duration.ofMillis(100);

  private final Consumer<String, byte[]> reader;
  private final Clock clock;
  private final RecentCopies copies = new RecentCopies();
  private boolean following;

  /**
   * A book with nothing in it.
   *
   * @param reader a consumer without a group, for this book alone; closed by whoever made it
   */
  CopyBook(Consumer<String, byte[]> reader, Clock clock) {
    this.reader = reader;
    this.clock = clock;
  }

  /** Reads up to where the topic ends now, where anybody needs it. */
  void catchUp(boolean needed) {
    if (!needed) {
      if (following) {
        reader.unsubscribe();
        copies.clear();
        following = false;
      }
      return;
    }
    if (!following) {
      begin();
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

  private void begin() {
    List<TopicPartition> partitions =
        reader.partitionsFor(Topics.RECORDS).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    reader.assign(partitions);
    long since = clock.instant().minus(LOOK_BACK).toEpochMilli();
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, since));
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
    if (!MessageType.TASK_PLANNED.cloudEventsType().equals(headers.get(CloudEvents.TYPE))) {
      return;
    }
    try {
      if (Messages.readFact(headers, record.value()) instanceof TaskPlanned planned) {
        copies.note(planned.task(), planned.at());
      }
    } catch (UnreadableMessageException unreadable) {
      // The recorder tells of it; a copy that is not remembered is carried out, and finds nothing
      // to do.
    }
  }
}
