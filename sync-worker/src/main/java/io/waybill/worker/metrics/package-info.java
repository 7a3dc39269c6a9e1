/**
 * What a worker counts: {@link io.waybill.worker.metrics.WorkerMetrics} has every name. Imports
 * schemas, Micrometer, and what {@code registry.pace} tells of registries.
 */
@NullMarked
package io.waybill.worker.metrics;

import org.jspecify.annotations.NullMarked;
