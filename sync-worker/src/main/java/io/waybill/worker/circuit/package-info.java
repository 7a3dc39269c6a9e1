/**
 * Leaves alone a registry that keeps failing, and looks at it now and then.
 *
 * <ul>
 *   <li>{@code CircuitState} is where one registry stands, {@code CircuitRules} how it gets from
 *       there to elsewhere: pure, with the time given.
 *   <li>{@link io.waybill.worker.circuit.Circuits} keeps one for each registry of a worker: tasks
 *       enter with a {@link io.waybill.worker.circuit.Pass} or are put off, and queues ask whether
 *       their region has a registry at all.
 *   <li>{@link io.waybill.worker.circuit.CircuitProber} looks at those that are left alone.
 * </ul>
 *
 * <p>Imports schemas, chassis and registry-client; no Kafka.
 */
@NullMarked
package io.waybill.worker.circuit;

import org.jspecify.annotations.NullMarked;
