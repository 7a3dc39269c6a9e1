/**
 * One HTTP exchange with a registry, and nothing cleverer: {@link
 * io.waybill.registry.transport.HttpTransport} sends a {@link
 * io.waybill.registry.transport.WireRequest} and hands back a {@link
 * io.waybill.registry.transport.WireResponse} as it came.
 *
 * <p>The only package that imports Apache HttpClient (docs/adr/0003-http-client.md). Redirects,
 * retries, cookies, authentication and decompression are off here: they are decisions, and those
 * are taken in {@code protocol} and {@code auth}. What is decided here is where a connection may go
 * to ({@link io.waybill.registry.transport.AddressGuard}). Imports nothing of Waybill but what an
 * endpoint is made of.
 */
@NullMarked
package io.waybill.registry.transport;

import org.jspecify.annotations.NullMarked;
