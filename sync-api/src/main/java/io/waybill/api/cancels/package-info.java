/**
 * Cancels: tasks that somebody does not want to be done, named or selected by a filter.
 *
 * <p>The entry type is {@link io.waybill.api.cancels.Canceller}. A wish goes over {@code
 * waybill.cancels} to every worker. A task that no worker has ends at once, by a fact of the API's
 * own; one that runs is ended by its worker, and by the API where no worker says so in time. Of a
 * wish and a task that ends by itself at the same moment, the task's own end counts (see {@code
 * TaskHistory}). Owns the tables cancels and cancel_wishes. May import schemas, {@code
 * io.waybill.api.records}, {@code io.waybill.api.access}, {@code io.waybill.api.queue} and {@code
 * io.waybill.api.database}.
 */
@NullMarked
package io.waybill.api.cancels;

import org.jspecify.annotations.NullMarked;
