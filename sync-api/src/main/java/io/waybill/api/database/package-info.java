/**
 * PostgreSQL: the pool, the migrations, transactions, and what an outage of it looks like.
 *
 * <p>The entry type is {@link io.waybill.api.database.Database}. Knows no table; may import schemas
 * and the chassis.
 */
@NullMarked
package io.waybill.api.database;

import org.jspecify.annotations.NullMarked;
