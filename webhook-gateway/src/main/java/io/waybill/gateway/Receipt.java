package io.waybill.gateway;

import io.waybill.gateway.senders.ParsedWebhook;
import io.waybill.schemas.records.DeadLetter;
import java.util.Optional;

/**
 * What is stored of a delivery.
 *
 * @param parsed what the body says; its events are on Kafka or in the spool
 * @param deadLetter the body itself, where not all of it was understood; there, too
 * @param isSpooled whether it is in the spool, and goes to Kafka later
 */
record Receipt(ParsedWebhook parsed, Optional<DeadLetter> deadLetter, boolean isSpooled) {}
