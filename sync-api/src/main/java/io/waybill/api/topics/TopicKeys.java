package io.waybill.api.topics;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** The keys of a compacted topic that stand for something: whose last record is no tombstone. */
public final class TopicKeys {
  private static final Duration POLL = Duration.ofSeconds(1);

  private TopicKeys() {}

  /** Reads the topic from its beginning to where it ends now. */
  public static Set<String> read(KafkaConsumer<String, byte[]> reader, String topic) {
    List<TopicPartition> partitions =
        reader.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    reader.assign(partitions);
    reader.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
    Set<String> keys = new HashSet<>();
    while (ends.entrySet().stream()
        .anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
      for (ConsumerRecord<String, byte[]> record : reader.poll(POLL)) {
        if (record.value() == null) {
          keys.remove(record.key());
        } else {
          keys.add(record.key());
        }
      }
    }
    return keys;
  }
}
