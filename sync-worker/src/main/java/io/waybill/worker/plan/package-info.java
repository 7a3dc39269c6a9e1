/**
 * From what happened to what is to be done.
 *
 * <p>{@link io.waybill.worker.plan.TaskPlanner} decides, and nothing else does: a pure function.
 * {@link io.waybill.worker.plan.RuleBook} knows the current rules and keeps them in a {@link
 * io.waybill.worker.plan.RuleIndex}; {@link io.waybill.worker.plan.CopyBook} remembers what was
 * copied lately, where rules go round; {@link io.waybill.worker.plan.RoundWatch} tells the copiers
 * that they do; and {@link io.waybill.worker.plan.PlannerLoop} feeds the one with the other, from
 * the topic of events to the topics of tasks. Imports schemas, chassis and Kafka's clients; nothing
 * of {@code copy}.
 */
@NullMarked
package io.waybill.worker.plan;

import org.jspecify.annotations.NullMarked;
