/**
 * Real images made up on the spot, and the proof that a copy is one: for the demo, for tests and
 * for benchmarks.
 *
 * <p>{@link io.waybill.registry.sample.SampleImage} builds gzipped tar layers, configs, manifests,
 * an index, a cosign signature and an SBOM from a seed, and pushes them as any client would. {@link
 * io.waybill.registry.sample.ImageVerifier} pulls an image back, every byte of it. Imports {@code
 * protocol}, {@code manifests}, {@code failures} and schemas.
 */
@NullMarked
package io.waybill.registry.sample;

import org.jspecify.annotations.NullMarked;
