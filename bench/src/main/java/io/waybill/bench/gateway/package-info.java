/**
 * How many events the gateway takes, and how fast it answers: {@link
 * io.waybill.bench.gateway.GatewayBench}. The broker and the gateway have processes of their own;
 * {@code Load} is the senders.
 */
@NullMarked
package io.waybill.bench.gateway;

import org.jspecify.annotations.NullMarked;
