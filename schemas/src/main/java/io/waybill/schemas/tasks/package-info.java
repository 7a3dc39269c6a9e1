/**
 * One thing to do: {@link io.waybill.schemas.tasks.SyncTask}, "make the target equal to what the
 * source is now". A task is self-contained and holds no secret. Imports names, rules, events and
 * Jackson's annotations.
 */
@NullMarked
package io.waybill.schemas.tasks;

import org.jspecify.annotations.NullMarked;
