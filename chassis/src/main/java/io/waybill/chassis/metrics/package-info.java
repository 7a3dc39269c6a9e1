/**
 * Metrics: {@link io.waybill.chassis.metrics.Metrics} makes a role's registry. The names are public
 * API: dashboards and alerts are built on them. Imports Micrometer only.
 */
@NullMarked
package io.waybill.chassis.metrics;

import org.jspecify.annotations.NullMarked;
