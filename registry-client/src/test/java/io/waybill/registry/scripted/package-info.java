/**
 * A registry in memory that does what it is told to do wrong. Without faults it passes the same
 * contract as a real one ({@code RegistryContract}). Its entry type is {@link
 * io.waybill.registry.scripted.ScriptedRegistry}.
 */
@NullMarked
package io.waybill.registry.scripted;

import org.jspecify.annotations.NullMarked;
