package io.waybill.api;

import io.waybill.chassis.config.KafkaConfig;
import io.waybill.chassis.kafka.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads whole topics. */
final class TopicReader {
  private TopicReader() {}

  /** All records of a topic, from the beginning to its present end. */
  static List<ConsumerRecord<String, byte[]>> read(KafkaConfig config, String topic) {
    try (KafkaConsumer<String, byte[]> reader = new KafkaClients(config, "test").reader()) {
      List<TopicPartition> partitions =
          reader.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      reader.assign(partitions);
      reader.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
      List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
      while (ends.entrySet().stream().anyMatch(e -> reader.position(e.getKey()) < e.getValue())) {
        reader.poll(Duration.ofMillis(200)).forEach(records::add);
      }
      return records;
    }
  }
}
