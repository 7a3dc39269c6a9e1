/**
 * History: what the facts on {@code waybill.records} say about each task, as rows that people ask
 * for.
 *
 * <p>Owns {@link io.waybill.api.records.TaskHistory} (the pure projection), the tables records and
 * attempts, and the {@link io.waybill.api.records.Recorder} that fills them. Beside them it keeps
 * what outlives records or leads to them: statistics by the hour, images and their digests, which
 * rule left which tags, and which repositories there are. {@link
 * io.waybill.api.records.HistoryUpkeep} makes the weeks to come and drops those that are old. May
 * import schemas, the chassis, {@code io.waybill.api.access}, {@code database} and {@code topics}.
 */
@NullMarked
package io.waybill.api.records;

import org.jspecify.annotations.NullMarked;
