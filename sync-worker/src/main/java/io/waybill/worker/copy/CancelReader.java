package io.waybill.worker.copy;

import io.waybill.chassis.kafka.Headers;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.life.Loop;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topic of cancels, all of it from its beginning, and follows it: each worker has to know
 * every wish, because any of them may have the task or be given it.
 */
public final class CancelReader {
  private static final Logger LOG = LoggerFactory.getLogger(CancelReader.class);
  private static final Duration POLL = Duration.ofMillis(500);

  private final KafkaClients clients;
  private final Cancels cancels;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();

  /** A reader that is not started. */
  public CancelReader(KafkaClients clients, Cancels cancels) {
    this.clients = clients;
    this.cancels = cancels;
  }

  /** Ends when all wishes are known that had been said when the reader began. */
  public CompletableFuture<Void> ready() {
    return ready;
  }

  /** Reads until the loop is closed; throws Kafka's exceptions, and can then be called again. */
  public void run(Loop loop) {
    try (Consumer<String, byte[]> reader = clients.reader()) {
      List<TopicPartition> partitions =
          reader.partitionsFor(Topics.CANCELS).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      reader.assign(partitions);
      reader.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
      while (loop.isRunning()) {
        if (ends.entrySet().stream()
            .allMatch(end -> reader.position(end.getKey()) >= end.getValue())) {
          ready.complete(null);
        }
        reader.poll(POLL).forEach(this::read);
        loop.working();
      }
    }
  }

  private void read(ConsumerRecord<String, byte[]> record) {
    try {
      cancels.add(Messages.readCancel(Headers.of(record), record.value()));
    } catch (UnreadableMessageException unreadable) {
      LOG.warn(
          "The wish at {}/{}/{} is passed over: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          unreadable.getMessage());
    }
  }
}
