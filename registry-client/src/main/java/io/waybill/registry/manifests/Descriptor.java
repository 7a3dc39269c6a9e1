package io.waybill.registry.manifests;

import io.waybill.schemas.names.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Media type, digest and size of some content: the currency between copy steps (OCI image-spec 1.1,
 * "Content Descriptors").
 *
 * @param mediaType what it is; empty text where a registry left it out
 * @param digest its content
 * @param size in bytes; {@link #UNKNOWN_SIZE} where the manifest does not say (Docker schema 1)
 * @param urls where else it may be had; only foreign layers have any
 * @param platform in an index: what it runs on
 * @param artifactType in an index of referrers: what the referrer is
 * @param annotations free texts
 * @param data the content itself, where the manifest carries it
 */
public record Descriptor(
    String mediaType,
    Digest digest,
    long size,
    List<String> urls,
    Optional<Platform> platform,
    Optional<String> artifactType,
    Map<String, String> annotations,
    Optional<EmbeddedData> data) {

  /** The size of content whose manifest does not name it. */
  public static final long UNKNOWN_SIZE = -1;

  /** Keeps copies of the collections. */
  public Descriptor {
    urls = List.copyOf(urls);
    annotations = Map.copyOf(annotations);
  }

  /** A descriptor with nothing but the three that every one has. */
  public static Descriptor of(String mediaType, Digest digest, long size) {
    return new Descriptor(
        mediaType,
        digest,
        size,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Optional.empty());
  }

  /** Whether the layer is to be had from somewhere else, by license not from registries. */
  public boolean isForeign() {
    return MediaTypes.isForeignLayer(mediaType);
  }

  /** The size as a number that can be added up: 0 where it is unknown. */
  public long countedSize() {
    return Math.max(0, size);
  }
}
