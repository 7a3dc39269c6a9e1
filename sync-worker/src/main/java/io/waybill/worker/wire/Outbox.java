package io.waybill.worker.wire;

import io.waybill.schemas.wire.Message;
import java.util.concurrent.CompletableFuture;

/** Where messages go out: Kafka, or the list of a test. */
@FunctionalInterface
public interface Outbox {
  /**
   * Sends a message. The future ends when Kafka has it, as safely as the topic says, or fails.
   * Messages with the same topic and key arrive in the order in which they were sent.
   */
  CompletableFuture<?> publish(String topic, Message message);
}
