package io.waybill.registry.manifests;

import java.util.List;
import java.util.Optional;

/**
 * A manifest of another kind, moved as bytes with whatever blobs can be found in it (Docker schema
 * 1, withdrawn OCI artifact manifests, types yet to come).
 *
 * @param payload the bytes
 * @param blobs the blobs that could be found
 * @param subject what it says something about
 */
public record OpaqueManifest(
    ManifestPayload payload, List<Descriptor> blobs, Optional<Descriptor> subject)
    implements Manifest {

  /** Keeps a copy of the list. */
  public OpaqueManifest {
    blobs = List.copyOf(blobs);
  }

  @Override
  public List<Descriptor> manifests() {
    return List.of();
  }
}
