/**
 * What a worker counts: {@link io.waybill.worker.metrics.WorkerMetrics} has every name. Imports
 * schemas and Micrometer.
 */
@NullMarked
package io.waybill.worker.metrics;

import org.jspecify.annotations.NullMarked;
