/**
 * The whole path and its guarantees, on the real servers and with Waybill in processes of its own.
 *
 * <p>{@link io.waybill.endtoend.Landscape} is the entry type: it brings up Kafka, PostgreSQL and
 * two registries ({@link io.waybill.endtoend.Servers}: embedded, or containers where asked), and
 * Waybill on top, as one process or as three. {@link io.waybill.endtoend.MainJobContract} is what
 * has to hold either way.
 */
@NullMarked
package io.waybill.endtoend;

import org.jspecify.annotations.NullMarked;
