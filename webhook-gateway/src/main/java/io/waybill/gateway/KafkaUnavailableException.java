package io.waybill.gateway;

/** Kafka has not confirmed in time; what was sent may have arrived all the same. */
final class KafkaUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  KafkaUnavailableException(String why) {
    super(why);
  }

  KafkaUnavailableException(String why, Throwable cause) {
    super(why, cause);
  }
}
