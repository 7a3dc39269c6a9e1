/**
 * Replays: tasks of history done again, named or selected by a filter, one or a hundred thousand.
 *
 * <p>A replay is a resource: {@link io.waybill.api.replays.ReplayStore} keeps what was asked and
 * tells how far it is, {@link io.waybill.api.replays.ReplayPreview} tells what would be done, and
 * {@link io.waybill.api.replays.Replayer} does it, page by page. Owns the tables replays and
 * replay_items. May import schemas, the chassis' configuration, {@code io.waybill.api.records},
 * {@code io.waybill.api.access}, {@code io.waybill.api.queue} and {@code io.waybill.api.database}.
 */
@NullMarked
package io.waybill.api.replays;

import org.jspecify.annotations.NullMarked;
