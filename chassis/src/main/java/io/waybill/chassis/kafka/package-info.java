/**
 * Kafka, as Waybill uses it: {@link io.waybill.chassis.kafka.KafkaClients} makes every client of a
 * role with the settings that the guarantees rest on, {@link
 * io.waybill.chassis.kafka.MessagePublisher} writes, {@link io.waybill.chassis.kafka.TopicSetup}
 * makes topics and sets the share groups up. Imports {@code schemas}, the configuration, {@code
 * io.waybill.chassis.http.Health}, the metrics and kafka-clients.
 */
@NullMarked
package io.waybill.chassis.kafka;

import org.jspecify.annotations.NullMarked;
