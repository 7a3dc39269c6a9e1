/**
 * What the takers of tasks and of scans' steps share about share groups: {@link
 * io.waybill.worker.queue.Claim}, a record that is locked for this worker, and {@link
 * io.waybill.worker.queue.Membership}. Imports Kafka's clients.
 */
@NullMarked
package io.waybill.worker.queue;

import org.jspecify.annotations.NullMarked;
