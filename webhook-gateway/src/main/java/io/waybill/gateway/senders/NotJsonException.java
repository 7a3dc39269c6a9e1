package io.waybill.gateway.senders;

/** A body that is not one JSON document; the message is the sentence for its sender. */
final class NotJsonException extends Exception {
  private static final long serialVersionUID = 1L;

  NotJsonException(String sentence) {
    super(sentence);
  }
}
