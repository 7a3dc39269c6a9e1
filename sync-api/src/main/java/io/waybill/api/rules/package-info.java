/**
 * Rules: kept in PostgreSQL, told to the workers over the compacted topic {@code waybill.rules}.
 *
 * <p>Entry types are {@link io.waybill.api.rules.RuleStore} (the truth) and {@link
 * io.waybill.api.rules.RulePublisher} (what the workers know of it). May import schemas, the
 * chassis and {@code io.waybill.api.database}.
 */
@NullMarked
package io.waybill.api.rules;

import org.jspecify.annotations.NullMarked;
