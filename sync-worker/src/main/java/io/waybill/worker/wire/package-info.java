/**
 * What planning and copying share about records: {@link io.waybill.worker.wire.DeadLetters} and
 * {@link io.waybill.worker.wire.TraceContext}. Imports schemas, the chassis' spans and Kafka's
 * clients.
 */
@NullMarked
package io.waybill.worker.wire;

import org.jspecify.annotations.NullMarked;
