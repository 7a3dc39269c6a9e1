/**
 * The gate that every deletion passes on its way to the queue
 * (docs/adr/0017-a-brake-on-deletes.md).
 *
 * <ul>
 *   <li>Planners make held tasks of deleted tags; {@link io.waybill.api.deletes.DeletionReader}
 *       does so for what only history can know: deleted digests and repositories.
 *   <li>{@link io.waybill.api.deletes.DeleteGate} lets them go a moment later, or stops and asks
 *       where a rule would delete too much; {@code BrakePolicy} decides, and nothing else does.
 *   <li>{@link io.waybill.api.deletes.DeleteStore} is the tables; {@code LeftBehind} asks history
 *       what a rule left where.
 * </ul>
 *
 * <p>May import schemas, the chassis, {@code io.waybill.api.database}, {@code records}, {@code
 * rules}, {@code queue} and {@code topics}.
 */
@NullMarked
package io.waybill.api.deletes;

import org.jspecify.annotations.NullMarked;
