package io.waybill.chassis.kafka;

/** Kafka cannot be used as it is; the message says what to change. */
public final class KafkaSetupException extends Exception {
  private static final long serialVersionUID = 1L;

  KafkaSetupException(String message) {
    super(message);
  }

  KafkaSetupException(String message, Throwable cause) {
    super(message, cause);
  }
}
