package io.waybill.registry.copy;

import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.Manifest;
import io.waybill.schemas.names.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What of a source's image is wanted at the target.
 *
 * @param source the digest that the source has
 * @param top what the target is to show: the source's own manifest, or the index made of it
 * @param followed of each index that names more than is wanted: what is wanted of it
 * @param known the manifests below the top that were read or made already
 * @param made the digests of the indexes that were made, which no source has
 */
record SelectedImage(
    Digest source,
    Manifest top,
    Map<Digest, List<Descriptor>> followed,
    Map<Digest, Manifest> known,
    Set<Digest> made) {

  SelectedImage {
    followed = Map.copyOf(followed);
    known = Map.copyOf(known);
    made = Set.copyOf(made);
  }

  /** All of it. */
  static SelectedImage whole(Manifest top) {
    return new SelectedImage(top.digest(), top, Map.of(), Map.of(), Set.of());
  }

  /** What is wanted of the manifests that this one names. */
  List<Descriptor> childrenOf(Manifest manifest) {
    return followed.getOrDefault(manifest.digest(), manifest.manifests());
  }

  /** Whether the target will have an index with this digest, but not all that it names. */
  boolean isSparse(Digest index) {
    return followed.containsKey(index);
  }

  /** Whether anything is left out of an index that stays as it is. */
  boolean isSparse() {
    return !followed.isEmpty();
  }

  /** Whether the target is to show a digest that the source does not have. */
  boolean isRebuilt() {
    return made.contains(top.digest());
  }

  /** A manifest below the top, if it was read or made already. */
  Optional<Manifest> find(Digest digest) {
    return Optional.ofNullable(known.get(digest));
  }
}
