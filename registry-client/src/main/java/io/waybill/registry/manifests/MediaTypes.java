package io.waybill.registry.manifests;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The media types that the copy engine can tell apart; everything else moves as bytes. */
public final class MediaTypes {
  /** OCI image manifest. */
  public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";

  /** OCI image index. */
  public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";

  /** OCI image configuration. */
  public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";

  /** Docker image configuration. */
  public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";

  /** OCI layer, gzipped. */
  public static final String OCI_LAYER_GZIP = "application/vnd.oci.image.layer.v1.tar+gzip";

  /** The empty JSON object (OCI image-spec 1.1, "Guidance for an Empty Descriptor"). */
  public static final String OCI_EMPTY = "application/vnd.oci.empty.v1+json";

  /** OCI artifact manifest, withdrawn before 1.1 but pushed by some. */
  public static final String OCI_ARTIFACT = "application/vnd.oci.artifact.manifest.v1+json";

  /** Docker image manifest, version 2 schema 2. */
  public static final String DOCKER_MANIFEST =
      "application/vnd.docker.distribution.manifest.v2+json";

  /** Docker manifest list. */
  public static final String DOCKER_LIST =
      "application/vnd.docker.distribution.manifest.list.v2+json";

  /** Docker image manifest, version 2 schema 1, signed. */
  public static final String DOCKER_SCHEMA1 =
      "application/vnd.docker.distribution.manifest.v1+prettyjws";

  /** Docker image manifest, version 2 schema 1, unsigned. */
  public static final String DOCKER_SCHEMA1_UNSIGNED =
      "application/vnd.docker.distribution.manifest.v1+json";

  private static final Set<String> IMAGES = Set.of(OCI_MANIFEST, DOCKER_MANIFEST);
  private static final Set<String> CONFIGS = Set.of(OCI_CONFIG, DOCKER_CONFIG);
  private static final Set<String> INDEXES = Set.of(OCI_INDEX, DOCKER_LIST);

  /**
   * What a manifest request accepts. Schema 1 comes last, so that registries that can choose choose
   * the newer one.
   */
  public static final String ACCEPT =
      String.join(
          ", ",
          List.of(
              OCI_INDEX,
              OCI_MANIFEST,
              DOCKER_LIST,
              DOCKER_MANIFEST,
              OCI_ARTIFACT,
              DOCKER_SCHEMA1 + ";q=0.5",
              DOCKER_SCHEMA1_UNSIGNED + ";q=0.5",
              "*/*;q=0.1"));

  private MediaTypes() {}

  /** The type without its parameters, in lower case. */
  public static String base(String contentType) {
    int semicolon = contentType.indexOf(';');
    return (semicolon < 0 ? contentType : contentType.substring(0, semicolon))
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  /** Whether it is an image manifest: a config and layers. */
  public static boolean isImage(String mediaType) {
    return IMAGES.contains(mediaType);
  }

  /** Whether it is the configuration of an image that runs on some platform. */
  public static boolean isImageConfig(String mediaType) {
    return CONFIGS.contains(mediaType);
  }

  /** Whether it is an image of the form that came before Docker's schema 2. */
  public static boolean isSchema1(String mediaType) {
    return mediaType.equals(DOCKER_SCHEMA1) || mediaType.equals(DOCKER_SCHEMA1_UNSIGNED);
  }

  /** Whether it is an index of manifests. */
  public static boolean isIndex(String mediaType) {
    return INDEXES.contains(mediaType);
  }

  /**
   * Whether an index names a blob with this type, not a manifest. BuildKit's registry cache did so
   * ({@code application/vnd.buildkit.cacheconfig.v0} and plain layers in an index).
   */
  public static boolean isBlobInIndex(String mediaType) {
    return mediaType.contains(".layer.")
        || mediaType.contains(".rootfs.")
        || mediaType.contains("cacheconfig");
  }

  /** Whether the layer is a foreign (non-distributable) one. */
  public static boolean isForeignLayer(String mediaType) {
    return mediaType.contains(".nondistributable.") || mediaType.contains(".rootfs.foreign.");
  }
}
