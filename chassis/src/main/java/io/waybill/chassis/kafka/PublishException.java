package io.waybill.chassis.kafka;

/**
 * A message that Kafka has not confirmed. It may have arrived all the same: a confirmation can be
 * lost, and all readers of Waybill's topics know a message that they have seen.
 */
public final class PublishException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PublishException(String topic, Throwable cause) {
    super(
        "Tried to write to "
            + topic
            + " but failed because: "
            + KafkaFailures.sentence(cause)
            + ". Nothing is lost that was confirmed; try again",
        cause);
  }
}
