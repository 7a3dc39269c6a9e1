/**
 * From a task to the image in its target, and the facts that say so.
 *
 * <ul>
 *   <li>{@link io.waybill.worker.copy.RetryPolicy} decides whether and when a failed copy is tried
 *       again, and nothing else does.
 *   <li>{@code LaneSlots} has the slots of one queue; a {@code CopierSlot} is one share consumer
 *       that holds one task at a time, on a thread of its own, and renews its claim while {@code
 *       Attempt} works on a virtual thread.
 *   <li>{@code AttemptFacts} says what history is told; {@code ProgressReporter} listens to the
 *       copy meanwhile, and {@code CopyAnnouncer} says what it is about to put, where rules go
 *       round.
 *   <li>{@code AttemptSpan} is the attempt in its trace.
 *   <li>{@link io.waybill.worker.copy.Copier} carries a task out: {@code EngineCopier}, or what a
 *       test puts in its place.
 * </ul>
 *
 * <p>Imports schemas, chassis, registry-client and Kafka's clients; nothing of {@code plan}.
 */
@NullMarked
package io.waybill.worker.copy;

import org.jspecify.annotations.NullMarked;
