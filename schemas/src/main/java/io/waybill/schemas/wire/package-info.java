/**
 * How the contracts travel: {@link io.waybill.schemas.wire.Topics} names the Kafka topics, {@link
 * io.waybill.schemas.wire.Messages} turns each type into a {@link io.waybill.schemas.wire.Message}
 * (CloudEvents 1.0, Kafka protocol binding, binary mode) and back, {@link
 * io.waybill.schemas.wire.Json} holds the two JSON dialects and {@link
 * io.waybill.schemas.wire.JsonProblems} puts into words what does not fit them. Knows no Kafka
 * client.
 *
 * <p>The same for other systems: {@code waybill/asyncapi.yaml} and {@code waybill/schemas/v1/}
 * among the resources. What version 1 writes is kept under {@code src/test/resources/golden};
 * {@code GoldenMessagesTest} says what to do about a change.
 */
@NullMarked
package io.waybill.schemas.wire;

import org.jspecify.annotations.NullMarked;
