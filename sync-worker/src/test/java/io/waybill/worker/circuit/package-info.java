/** Tests of the circuits; {@link io.waybill.worker.circuit.Circuitry} makes some for others. */
@NullMarked
package io.waybill.worker.circuit;

import org.jspecify.annotations.NullMarked;
