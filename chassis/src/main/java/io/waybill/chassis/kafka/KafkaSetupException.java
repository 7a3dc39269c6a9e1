package io.waybill.chassis.kafka;

/** Kafka cannot be used as it is; the message says what to change. */
public final class KafkaSetupException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean canPass;

  /** Kafka is what it is. */
  KafkaSetupException(String message) {
    super(message);
    this.canPass = false;
  }

  KafkaSetupException(String message, Throwable cause) {
    super(message, cause);
    this.canPass = KafkaFailures.canPass(cause);
  }

  /**
   * Whether it may pass without anybody changing anything: Kafka cannot be reached, or has no
   * leader. Not where it is too old, or does not allow something.
   */
  public boolean canPass() {
    return canPass;
  }
}
