/**
 * Plans tasks from events and rules, and carries them out. The entry type is {@link
 * io.waybill.worker.Worker}, the role.
 *
 * <ul>
 *   <li>{@code plan}: events and rules become tasks; {@code TaskPlanner} decides.
 *   <li>{@code copy}: tasks become images in their targets, and facts; {@code RetryPolicy} decides
 *       about retries.
 *   <li>{@code scan}: what rules ask for and targets do not have becomes tasks, page by page.
 *   <li>{@code circuit}: a registry that keeps failing is left alone; {@code CircuitRules} decides.
 *   <li>{@code queue}: what both share about share groups.
 *   <li>{@code metrics}: what is counted.
 *   <li>{@code wire}: what planning and copying share about records.
 * </ul>
 *
 * <p>{@code TracedRequests} makes a span of each request to a registry and hands the trace on.
 *
 * <p>Imports {@code schemas}, {@code registry-client}, {@code chassis} and Kafka's clients. It
 * knows no database: facts flow back as records.
 */
@NullMarked
package io.waybill.worker;

import org.jspecify.annotations.NullMarked;
