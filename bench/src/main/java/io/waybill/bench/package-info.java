/**
 * What Waybill measures about itself: start-up, the time from a webhook to the target's tag, and,
 * in {@code io.waybill.bench.copy}, copies beside those of its peers.
 *
 * <p>The entry type is {@link io.waybill.bench.Bench}, run by {@code bench/run}. Every number is
 * taken from outside, as a user would see it: Waybill runs in a process of its own.
 */
@NullMarked
package io.waybill.bench;

import org.jspecify.annotations.NullMarked;
