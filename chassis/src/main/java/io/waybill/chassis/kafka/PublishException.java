package io.waybill.chassis.kafka;

/**
 * A message that Kafka has not confirmed. It may have arrived all the same: a confirmation can be
 * lost, and all readers of Waybill's topics know a message that they have seen.
 */
public final class PublishException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Refusal refusal;

  PublishException(String topic, Throwable cause) {
    super(
        "Tried to write to "
            + topic
            + " but failed because: "
            + KafkaFailures.sentence(cause)
            + ". Nothing is lost that was confirmed; try again",
        cause);
    this.refusal = KafkaFailures.refusal(cause);
  }

  /** What it is that Kafka does not take. */
  public enum Refusal {
    /** Nothing at the moment; the same message may be taken later. */
    NOT_NOW,
    /** Nothing of this topic, until somebody changes that: a right is missing, or the topic. */
    TOPIC,
    /** This very message, however often it is sent: it is too large, or malformed. */
    MESSAGE
  }

  /** What it is that Kafka does not take. */
  public Refusal refusal() {
    return refusal;
  }
}
