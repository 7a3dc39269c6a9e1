/**
 * What registries send: one pure {@link io.waybill.gateway.senders.WebhookParser} for each sender,
 * found by the configured type through {@link io.waybill.gateway.senders.SenderType}. A parser
 * takes the {@link io.waybill.gateway.senders.Delivery} and the bytes and answers with a {@link
 * io.waybill.gateway.senders.ParsedWebhook}, whatever the bytes are: no input makes it throw. It
 * maps the sender's fields to a {@link io.waybill.gateway.senders.Claim}; the rules that hold for
 * all senders (malformed digests, missing ids, lengths) stand once, in {@link
 * io.waybill.gateway.senders.Findings}. Where a sender has no parser of its own, a {@link
 * io.waybill.gateway.senders.Mapping} says where its fields are.
 *
 * <p>Imports schemas and Jackson: no HTTP, no Kafka, no clock.
 */
@NullMarked
package io.waybill.gateway.senders;

import org.jspecify.annotations.NullMarked;
