/**
 * What rules do to each other: two that write the same place, and rules that go round.
 *
 * <p>{@link io.waybill.api.conflicts.RuleConflicts} is asked about one rule among all others. Pure:
 * it imports names and rules, and nothing of the database, Kafka or HTTP.
 */
@NullMarked
package io.waybill.api.conflicts;

import org.jspecify.annotations.NullMarked;
