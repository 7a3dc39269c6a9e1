/**
 * The control plane: rules, history, replay and REST, over PostgreSQL. The only module that talks
 * to the database.
 *
 * <p>The entry type is {@link io.waybill.api.Api}. Below it: {@code rest} (the routes), {@code
 * rules} (stored and published), {@code records} (facts to history), {@code queue} (retries, lost
 * tasks), {@code notifications} and {@code receivers} (who is told, and how), {@code topics}
 * (following Kafka), {@code database}. May import schemas and the chassis; no other service.
 */
@NullMarked
package io.waybill.api;

import org.jspecify.annotations.NullMarked;
