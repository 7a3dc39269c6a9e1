package io.waybill.gateway;

import io.waybill.gateway.senders.ParsedWebhook;
import io.waybill.schemas.records.DeadLetter;
import java.util.Optional;

/**
 * What Kafka has confirmed of a delivery.
 *
 * @param parsed what the body says; its events are on Kafka
 * @param deadLetter the body itself, where not all of it was understood; on Kafka, too
 */
record Receipt(ParsedWebhook parsed, Optional<DeadLetter> deadLetter) {}
