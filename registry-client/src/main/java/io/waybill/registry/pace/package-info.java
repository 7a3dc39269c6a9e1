/**
 * How hard a registry is pressed: how much goes on with it at once, how many bytes and requests it
 * gets in a second, and when it is left alone. The entry type is {@link
 * io.waybill.registry.pace.RegistryPace}, one for each registry, shared by all that a process asks
 * of it.
 *
 * <ul>
 *   <li>{@code RequestGate}: how much at once, learnt from the answers.
 *   <li>{@code Lull}: a 429 or 503 and its {@code Retry-After} are told to one request, and hold
 *       for all.
 *   <li>{@code QuotaWatch}: Docker Hub's pulls that are left.
 *   <li>{@code Bucket}: so many units in a second, handed out in the order of asking; {@code
 *       Bandwidth} is one of bytes.
 *   <li>{@code Throttle}: what the bytes of one body pass, in pieces, so that bodies share a
 *       bandwidth fairly.
 *   <li>{@code PaceClock}: the time, which tests have their own of.
 * </ul>
 *
 * <p>Imports {@code failures}, {@code transport} and schemas.
 */
@NullMarked
package io.waybill.registry.pace;

import org.jspecify.annotations.NullMarked;
