/**
 * What more workers are worth, and what a large image or a dead region costs everybody else: {@link
 * io.waybill.bench.scale.ScaleBench}. The broker and each worker have processes of their own, and
 * registries are at a distance; the queue is filled here, without a gateway and without rules.
 */
@NullMarked
package io.waybill.bench.scale;

import org.jspecify.annotations.NullMarked;
