/**
 * What operators build on: the names of all metrics, and the dashboard and the alert rules that use
 * them. {@link io.waybill.endtoend.telemetry.Catalogue} knows every name, as {@code /metrics} shows
 * it.
 */
@NullMarked
package io.waybill.endtoend.telemetry;

import org.jspecify.annotations.NullMarked;
