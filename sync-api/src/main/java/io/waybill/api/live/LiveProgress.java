package io.waybill.api.live;

import io.waybill.chassis.kafka.Headers;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.life.Loop;
import io.waybill.schemas.records.TaskProgress;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;

/** Follows {@code waybill.progress} from now on, in every process; nothing of it is kept. */
public final class LiveProgress {
  private static final Duration IDLE = Duration.ofMillis(500);

  private final KafkaClients clients;
  private final LiveRecords live;
  private volatile Runnable wakeup = () -> {};

  /** A follower; nothing happens before {@link #follow}. */
  public LiveProgress(KafkaClients clients, LiveRecords live) {
    this.clients = clients;
    this.live = live;
  }

  /** Follows until the loop is closed. */
  public void follow(Loop loop) {
    try (KafkaConsumer<String, byte[]> consumer = clients.reader()) {
      wakeup = consumer::wakeup;
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.PROGRESS).stream()
              .map(partition -> new TopicPartition(Topics.PROGRESS, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      while (loop.isRunning()) {
        List<TaskProgress> progress = new ArrayList<>();
        consumer.poll(IDLE).forEach(record -> read(record, progress));
        if (!progress.isEmpty()) {
          live.moved(progress);
        }
        loop.working();
      }
    } catch (WakeupException stopped) {
      // The loop ends, or begins anew.
    } finally {
      wakeup = () -> {};
    }
  }

  /** Ends a wait for progress. */
  public void wakeup() {
    wakeup.run();
  }

  private static void read(ConsumerRecord<String, byte[]> record, List<TaskProgress> into) {
    try {
      into.add(Messages.readProgress(Headers.of(record), record.value()));
    } catch (UnreadableMessageException unreadable) {
      // Whoever watches attempts says so in the log.
    }
  }
}
