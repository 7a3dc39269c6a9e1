/**
 * How the contracts travel: {@link io.waybill.schemas.wire.Topics} names the Kafka topics, {@link
 * io.waybill.schemas.wire.Messages} turns each type into a {@link io.waybill.schemas.wire.Message}
 * (CloudEvents 1.0, Kafka protocol binding, binary mode) and back, {@link
 * io.waybill.schemas.wire.Json} holds the two JSON dialects. Knows no Kafka client.
 */
@NullMarked
package io.waybill.schemas.wire;

import org.jspecify.annotations.NullMarked;
