/**
 * The guarantees, while things break. {@link io.waybill.endtoend.chaos.ChaosTest} is the entry
 * type: a seed chooses a {@link io.waybill.endtoend.chaos.ChaosPlan} of pushes and faults, {@link
 * io.waybill.endtoend.chaos.ChaosRun} carries it out on a {@link
 * io.waybill.endtoend.chaos.ChaosLandscape} of separate processes with {@link
 * io.waybill.endtoend.chaos.FaultProxy} lines between them, and {@link
 * io.waybill.endtoend.chaos.Judge} says whether each guarantee of ARCHITECTURE.md held.
 */
@NullMarked
package io.waybill.endtoend.chaos;

import org.jspecify.annotations.NullMarked;
