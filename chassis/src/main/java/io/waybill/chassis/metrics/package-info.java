/**
 * Metrics: {@link io.waybill.chassis.metrics.Metrics} makes a role's registry; a {@link
 * io.waybill.chassis.metrics.MetricSpec} is one metric of it, and each role has a list of its own.
 * The names are public API: dashboards and alerts are built on them, and {@code docs/metrics.md} is
 * made from the lists. Imports Micrometer only.
 */
@NullMarked
package io.waybill.chassis.metrics;

import org.jspecify.annotations.NullMarked;
