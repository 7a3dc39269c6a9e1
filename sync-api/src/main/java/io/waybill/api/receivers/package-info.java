/**
 * Telling somebody outside: {@link io.waybill.api.receivers.Postman} sends a notification to a
 * webhook, signed ({@link io.waybill.api.receivers.Signature}), and {@link
 * io.waybill.api.receivers.Workloads} gives a Kubernetes workload its new image. Both go over
 * {@link io.waybill.api.receivers.OutboundHttp}, the only user of an HTTP client in this module,
 * whose {@link io.waybill.api.receivers.ReceiverGuard} says where it may connect to. Knows no
 * database; may import schemas and the chassis.
 */
@NullMarked
package io.waybill.api.receivers;

import org.jspecify.annotations.NullMarked;
