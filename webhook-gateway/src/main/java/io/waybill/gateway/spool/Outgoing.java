package io.waybill.gateway.spool;

import io.waybill.schemas.wire.Message;

/**
 * A record, and where it goes.
 *
 * @param topic the topic
 * @param message key, headers and value
 */
public record Outgoing(String topic, Message message) {}
