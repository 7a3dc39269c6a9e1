/**
 * What a worker counts: {@link io.waybill.worker.metrics.WorkerMetrics} counts, {@code
 * WorkerMetricSpecs} has every name. Imports schemas, Micrometer, the chassis' metrics, and what
 * the registry client tells of registries.
 */
@NullMarked
package io.waybill.worker.metrics;

import org.jspecify.annotations.NullMarked;
