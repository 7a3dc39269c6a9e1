package io.waybill.gateway.senders;

/**
 * Turns one sender's bodies into events. Pure: no I/O, no clock, safe for any number of threads.
 */
@FunctionalInterface
public interface WebhookParser {
  /**
   * Reads a body. Never throws for its content: what cannot be understood is a sentence in the
   * answer.
   *
   * @param delivery which webhook it came to, with which headers, and when
   * @param body the bytes as received, already limited in number; not modified
   */
  ParsedWebhook parse(Delivery delivery, byte[] body);
}
