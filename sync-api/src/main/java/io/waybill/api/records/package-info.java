/**
 * History: what the facts on {@code waybill.records} say about each task, as rows that people ask
 * for.
 *
 * <p>Owns {@link io.waybill.api.records.TaskHistory} (the pure projection), the tables records and
 * attempts, and the {@link io.waybill.api.records.Recorder} that fills them. May import schemas,
 * the chassis and {@code io.waybill.api.database}.
 */
@NullMarked
package io.waybill.api.records;

import org.jspecify.annotations.NullMarked;
