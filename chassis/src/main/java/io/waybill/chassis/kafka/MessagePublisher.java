package io.waybill.chassis.kafka;

import io.waybill.schemas.wire.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;

/**
 * Writes messages. A message is confirmed when all in-sync replicas have it ({@code acks=all}); the
 * producer is idempotent, so its own retries make no duplicates and keep the order of a key.
 *
 * <p>Safe for many threads. Its future completes on the producer's one network thread: whatever
 * takes long belongs on another.
 */
public final class MessagePublisher implements AutoCloseable {
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

  private final Producer<String, byte[]> producer;
  private final Consumer<String> onFailure;

  /**
   * A publisher.
   *
   * @param onFailure told the topic of each message that Kafka did not confirm
   */
  MessagePublisher(KafkaProducer<String, byte[]> producer, Consumer<String> onFailure) {
    this.producer = producer;
    this.onFailure = onFailure;
  }

  /**
   * Writes a message. The caller waits only while the topic's place is unknown or the buffer is
   * full, and never longer than the delivery timeout of this publisher.
   *
   * @return completes when Kafka has the message, or with a {@link PublishException}
   */
  public CompletableFuture<RecordMetadata> publish(String topic, Message message) {
    CompletableFuture<RecordMetadata> result = new CompletableFuture<>();
    try {
      var _ =
          producer.send(
              Headers.record(topic, message),
              (metadata, failure) -> {
                if (failure == null) {
                  result.complete(metadata);
                } else {
                  onFailure.accept(topic);
                  result.completeExceptionally(new PublishException(topic, failure));
                }
              });
    } catch (KafkaException | IllegalStateException refused) {
      onFailure.accept(topic);
      result.completeExceptionally(new PublishException(topic, refused));
    }
    return result;
  }

  /**
   * Writes messages, and returns when Kafka has all of them.
   *
   * @throws PublishException when one of them is not confirmed; others of them may be written
   * @throws InterruptedException when the thread is interrupted; nothing is known of the messages
   */
  public void publishAndWait(String topic, Message... messages) throws InterruptedException {
    List<CompletableFuture<RecordMetadata>> pending = new ArrayList<>();
    for (Message message : messages) {
      pending.add(publish(topic, message));
    }
    for (CompletableFuture<RecordMetadata> each : pending) {
      try {
        each.get();
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof PublishException refused) {
          throw refused;
        }
        throw new PublishException(topic, failed);
      }
    }
  }

  /**
   * Looks up where the topics are, so that the first message does not wait for it.
   *
   * @throws PublishException when Kafka does not say so within the delivery timeout; publishing may
   *     be tried nevertheless
   */
  public void prepare(String... topics) {
    for (String topic : topics) {
      try {
        var _ = producer.partitionsFor(topic);
      } catch (KafkaException | IllegalStateException refused) {
        throw new PublishException(topic, refused);
      }
    }
  }

  /** Returns when all that was published before is confirmed or has failed. */
  public void flush() {
    producer.flush();
  }

  /** Gives the connections back at once; what is under way fails, though it may have arrived. */
  public void abandon() {
    producer.close(Duration.ZERO);
  }

  /** Waits a little for what is under way, and gives the connections back. */
  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
  }
}
