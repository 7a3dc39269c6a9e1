/**
 * Deliveries on local disk while Kafka is away, for senders that do not send again. {@link
 * io.waybill.gateway.spool.Spool} takes them in: what its {@code append} returned from outlives
 * {@code kill -9} and a power cut. {@link io.waybill.gateway.spool.Drain} sends them to Kafka, the
 * oldest first, and forgets them once Kafka has confirmed.
 *
 * <p>On disk: {@code Segment} files of {@code Frames}, each the bytes of one {@code EntryCodec}
 * entry; {@code Position} says how far they are drained; {@code SpoolDirectory} is the one place
 * that touches the directory.
 *
 * <p>Imports schemas and the chassis' Kafka publisher and loop; knows no webhook and no HTTP.
 */
@NullMarked
package io.waybill.gateway.spool;

import org.jspecify.annotations.NullMarked;
