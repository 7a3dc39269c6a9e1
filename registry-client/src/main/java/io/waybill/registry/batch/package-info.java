/**
 * Copies many images at once: whole repositories, whole registries, or a list that somebody else
 * has. The entry type is {@link io.waybill.registry.batch.BatchCopier}.
 *
 * <ul>
 *   <li>{@code ImageLister}: which images, found while others are being copied already; {@code
 *       SelectedImages} finds them at a registry, by patterns over repositories and tags.
 *   <li>{@code BatchCopier}: so many at a time, each of them to all its targets at once; one that
 *       fails stops no other.
 *   <li>{@code Scouting}: looks repositories over before many images go there, which is what keeps
 *       the number of requests down.
 *   <li>{@code FailureBrake}: gives up what cannot succeed, so that a registry that takes no login
 *       is not asked a thousand times.
 * </ul>
 *
 * <p>Imports {@code copy}, {@code protocol}, {@code failures} and schemas.
 */
@NullMarked
package io.waybill.registry.batch;

import org.jspecify.annotations.NullMarked;
