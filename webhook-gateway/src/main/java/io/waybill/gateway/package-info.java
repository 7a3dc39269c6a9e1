/**
 * Registries' webhooks become events on Kafka, and nothing accepted is lost. {@link
 * io.waybill.gateway.Gateway} is the role; {@link io.waybill.gateway.GatewayMetrics} names what it
 * counts.
 *
 * <p>The path of a delivery: {@code WebhookRoutes} (which webhook, may they) - {@code senders}
 * (what does it say; pure) - {@code Outbox} (Kafka has all of it), or {@code spool} while it is
 * away - {@code Answers} (what this sender needs to hear). A 2xx is given in one place only, after
 * one of them has it.
 *
 * <p>Owns {@code POST /webhooks/NAME}, and writes {@code waybill.events} and {@code
 * waybill.dead-letters}. Imports schemas and chassis; knows no registry and no database.
 */
@NullMarked
package io.waybill.gateway;

import org.jspecify.annotations.NullMarked;
