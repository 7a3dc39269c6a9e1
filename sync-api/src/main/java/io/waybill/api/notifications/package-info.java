/**
 * Telling subscribers what has happened: {@link io.waybill.api.notifications.SubscriptionStore}
 * keeps who wants to know what, {@link io.waybill.api.notifications.Outbox} writes down each
 * notification in the transaction that makes history, and {@link
 * io.waybill.api.notifications.Notifier} delivers them. May import schemas, the chassis, {@code
 * io.waybill.api.database}, {@code io.waybill.api.records} and {@code io.waybill.api.receivers}.
 */
@NullMarked
package io.waybill.api.notifications;

import org.jspecify.annotations.NullMarked;
