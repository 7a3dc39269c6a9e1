/**
 * Putting tasks on the queue: {@link io.waybill.api.queue.TaskQueue} for whoever has one, {@link
 * io.waybill.api.queue.RetryScheduler} for those whose time has come, {@link
 * io.waybill.api.queue.LostTaskSweeper} for those whose worker is gone, {@link
 * io.waybill.api.queue.ForgottenTaskSweeper} for those that no worker has begun. May import
 * schemas, the chassis, {@code io.waybill.api.database} and {@code io.waybill.api.records}.
 */
@NullMarked
package io.waybill.api.queue;

import org.jspecify.annotations.NullMarked;
