package io.waybill.registry.manifests;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A config and layers (OCI image manifest, Docker schema 2); also what Helm charts and OCI 1.1
 * artifacts are made of.
 *
 * @param payload the bytes
 * @param config the config blob
 * @param layers the layer blobs
 * @param subject what it says something about
 * @param artifactType what kind of artifact it is, by its own word
 */
public record ImageManifest(
    ManifestPayload payload,
    Descriptor config,
    List<Descriptor> layers,
    Optional<Descriptor> subject,
    Optional<String> artifactType)
    implements Manifest {

  /** Keeps a copy of the layers. */
  public ImageManifest {
    layers = List.copyOf(layers);
  }

  @Override
  public List<Descriptor> blobs() {
    return Stream.concat(Stream.of(config), layers.stream()).toList();
  }

  @Override
  public List<Descriptor> manifests() {
    return List.of();
  }
}
