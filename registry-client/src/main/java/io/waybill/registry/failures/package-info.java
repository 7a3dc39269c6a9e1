/**
 * What goes wrong with registries, and the tables that say what it means.
 *
 * <ul>
 *   <li>{@link io.waybill.registry.failures.FailureTable}: (operation, side, status, the registry's
 *       own code) to a {@link io.waybill.schemas.failures.FailureCode}.
 *   <li>{@link io.waybill.registry.failures.ConnectionFaults}: the same for connections that fail.
 *   <li>{@link io.waybill.registry.failures.RetryTable}: which of them are tried again here, how
 *       often and after how long.
 *   <li>{@link io.waybill.registry.failures.Bearing}: what a failure says of the registry itself,
 *       whatever was asked of it.
 * </ul>
 *
 * <p>All of it travels in one {@link io.waybill.registry.failures.RegistryException}. Imports
 * schemas, Jackson and {@code transport}'s exceptions.
 */
@NullMarked
package io.waybill.registry.failures;

import org.jspecify.annotations.NullMarked;
