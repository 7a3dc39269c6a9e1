/**
 * Putting tasks on the queue: {@link io.waybill.api.queue.TaskQueue} for whoever has one, {@link
 * io.waybill.api.queue.RetryScheduler} for those whose time has come, {@link
 * io.waybill.api.queue.LostTaskSweeper} for those whose worker is gone, {@link
 * io.waybill.api.queue.ForgottenTaskSweeper} for those that no worker has begun.
 *
 * <p>How much there is to do: {@link io.waybill.api.queue.QueueWatch} for tasks, {@link
 * io.waybill.api.queue.GroupWatch} for events that are not tasks yet, and for facts that are not in
 * the history.
 *
 * <p>May import schemas, the chassis, {@code io.waybill.api.database} and {@code
 * io.waybill.api.records}.
 */
@NullMarked
package io.waybill.api.queue;

import org.jspecify.annotations.NullMarked;
