/**
 * Takes a tag away at a target because it is gone at the source. The entry type is {@link
 * io.waybill.registry.removal.TagRemover}.
 *
 * <p>{@code SourceWitness} says whether the tag is really gone, {@code DigestUsers} whether
 * anything else at the target needs the manifest, where a registry deletes by digest only. Both
 * fail rather than guess. Imports {@code protocol}, {@code manifests}, {@code failures} and
 * schemas.
 */
@NullMarked
package io.waybill.registry.removal;

import org.jspecify.annotations.NullMarked;
