package io.waybill.chassis.kafka;

/** A Kafka client that cannot be made from the configuration; the message says why. */
public final class KafkaClientException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  KafkaClientException(Throwable refused) {
    super(
        "Tried to make a Kafka client from the configuration (kafka) but failed because: "
            + KafkaFailures.sentence(deepest(refused)),
        refused);
  }

  private static Throwable deepest(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest;
  }
}
