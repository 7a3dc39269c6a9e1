package io.waybill.registry.manifests;

import java.util.List;
import java.util.Optional;

/**
 * A list of manifests (OCI image index, Docker manifest list), which may be indexes themselves.
 *
 * @param payload the bytes
 * @param manifests the manifests
 * @param blobs blobs that it names among its manifests, as BuildKit's cache did
 * @param subject what it says something about
 * @param artifactType what kind of artifact it is, by its own word
 */
public record Index(
    ManifestPayload payload,
    List<Descriptor> manifests,
    List<Descriptor> blobs,
    Optional<Descriptor> subject,
    Optional<String> artifactType)
    implements Manifest {

  /** Keeps copies of the lists. */
  public Index {
    manifests = List.copyOf(manifests);
    blobs = List.copyOf(blobs);
  }
}
