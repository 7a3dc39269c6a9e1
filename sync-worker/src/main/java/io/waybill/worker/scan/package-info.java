/**
 * From what a rule asks for to the tasks for what is not there yet.
 *
 * <ul>
 *   <li>{@link io.waybill.worker.scan.Scanner} knows how each kind of step is done: {@code
 *       RepositoryStep} finds repositories, {@code TagStep} their tags, {@code CompareStep} looks
 *       at both ends, with {@code HEAD} requests only.
 *   <li>{@code ScanAttempt} does one step and tells of it; {@code ScanSlot} is one share consumer
 *       that holds one step at a time; {@link io.waybill.worker.scan.ScanSlots} has all of them.
 * </ul>
 *
 * <p>A step is small, and what is left after it becomes further steps: see {@link
 * io.waybill.schemas.scans.ScanStep}. Imports schemas, chassis, registry-client, Kafka's clients,
 * and of this module {@code queue}, {@code wire}, {@code metrics} and the retry policy of {@code
 * copy}.
 */
@NullMarked
package io.waybill.worker.scan;

import org.jspecify.annotations.NullMarked;
