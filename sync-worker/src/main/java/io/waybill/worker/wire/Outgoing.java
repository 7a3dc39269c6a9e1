package io.waybill.worker.wire;

import io.waybill.schemas.wire.Message;

/**
 * A message on its way.
 *
 * @param topic where to
 * @param message what
 */
public record Outgoing(String topic, Message message) {}
