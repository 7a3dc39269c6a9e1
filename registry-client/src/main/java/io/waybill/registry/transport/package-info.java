/**
 * One HTTP exchange with a registry, and nothing cleverer: a {@link
 * io.waybill.registry.transport.Transport}, which is {@link
 * io.waybill.registry.transport.HttpTransport} unless somebody else answers, sends a {@link
 * io.waybill.registry.transport.WireRequest} and hands back a {@link
 * io.waybill.registry.transport.WireResponse} as it came.
 *
 * <p>The only package that imports Apache HttpClient (docs/adr/0003-http-client.md). Redirects,
 * retries, cookies, authentication and decompression are off here: they are decisions, and those
 * are taken in {@code protocol} and {@code auth}. What is decided here:
 *
 * <ul>
 *   <li>where a connection may go to: {@link io.waybill.registry.transport.AddressGuard};
 *   <li>by which way it goes there: {@link io.waybill.registry.transport.ProxyRoutes};
 *   <li>whom it believes and what it shows: {@link io.waybill.registry.transport.RegistryTls};
 *   <li>when its peer has stalled: {@link io.waybill.registry.transport.WatchedSocket};
 *   <li>when it was dead before it was used: {@link io.waybill.registry.transport.Exchanges}.
 * </ul>
 *
 * <p>Imports nothing of Waybill but what an endpoint is made of.
 */
@NullMarked
package io.waybill.registry.transport;

import org.jspecify.annotations.NullMarked;
