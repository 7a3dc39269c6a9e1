package io.waybill.gateway.senders;

/**
 * An entry that was understood and makes no event.
 *
 * @param reason why, as a class
 * @param detail why, as a sentence for the person who sets the webhook up
 */
public record Ignored(IgnoreReason reason, String detail) {}
