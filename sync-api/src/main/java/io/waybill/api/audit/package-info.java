/**
 * The audit trail: who asked the API to change something, from where, and what came of it.
 *
 * <p>{@link io.waybill.api.audit.AuditTrail} is the table; a {@link io.waybill.api.audit.Deed} is
 * one request's row, which a store writes in the transaction of the change itself where there is
 * one. May import the database and who asks.
 */
@NullMarked
package io.waybill.api.audit;

import org.jspecify.annotations.NullMarked;
