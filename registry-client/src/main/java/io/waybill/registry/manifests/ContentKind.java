package io.waybill.registry.manifests;

import io.waybill.schemas.rules.ArtifactType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a manifest is for: by its {@code artifactType}, or else by the media type of its config (OCI
 * image-spec 1.1, "Guidelines for Artifact Usage").
 *
 * @param role whether it is one of those that have a name
 * @param mediaTypes what it says it is, the most telling first; empty where it does not say
 */
public record ContentKind(Role role, List<String> mediaTypes) {
  private static final String HELM_CONFIG = "application/vnd.cncf.helm.config.v1+json";

  /** Kinds that people have names for. */
  public enum Role {
    /** Runs in a container. */
    IMAGE,
    /** A Helm chart. */
    CHART,
    /** Something else. */
    OTHER
  }

  /** Keeps a copy of the list. */
  public ContentKind {
    mediaTypes = List.copyOf(mediaTypes);
  }

  /** What the manifest is; of an index as far as it and its entries say. */
  public static ContentKind of(Manifest manifest) {
    return switch (manifest) {
      case ImageManifest image -> ofImage(image);
      case Index index -> ofIndex(index);
      case OpaqueManifest opaque ->
          MediaTypes.isSchema1(opaque.mediaType())
              ? new ContentKind(Role.IMAGE, List.of(opaque.mediaType()))
              : new ContentKind(Role.OTHER, List.of(opaque.mediaType()));
    };
  }

  private static ContentKind ofImage(ImageManifest image) {
    String config = image.config().mediaType();
    List<String> types =
        Stream.concat(image.artifactType().stream(), Stream.of(config))
            .filter(type -> !type.isEmpty() && !type.equals(MediaTypes.OCI_EMPTY))
            .toList();
    if (config.equals(HELM_CONFIG)) {
      return new ContentKind(Role.CHART, types);
    }
    if (image.artifactType().isPresent() || !MediaTypes.isImageConfig(config)) {
      return new ContentKind(Role.OTHER, types);
    }
    // cosign's signatures under tags have an image's config, and layers that are none.
    Optional<String> stranger =
        image.layers().stream()
            .map(Descriptor::mediaType)
            .filter(
                type -> !type.isEmpty() && !type.contains(".layer.") && !type.contains(".rootfs."))
            .findFirst();
    return stranger
        .map(type -> new ContentKind(Role.OTHER, List.of(type)))
        .orElseGet(() -> new ContentKind(Role.IMAGE, types));
  }

  private static ContentKind ofIndex(Index index) {
    if (index.artifactType().isPresent()) {
      return new ContentKind(Role.OTHER, List.of(index.artifactType().get()));
    }
    boolean runs =
        index.manifests().stream()
            .flatMap(child -> child.platform().stream())
            .anyMatch(platform -> !platform.os().isEmpty() && !platform.os().equals("unknown"));
    if (runs) {
      return new ContentKind(Role.IMAGE, List.of(index.mediaType()));
    }
    return new ContentKind(
        Role.OTHER,
        index.manifests().stream()
            .flatMap(child -> child.artifactType().stream())
            .distinct()
            .toList());
  }

  /** Whether it is known what it is. */
  public boolean isKnown() {
    return role != Role.OTHER || !mediaTypes.isEmpty();
  }

  /** Whether it is of this type. */
  public boolean is(ArtifactType type) {
    return switch (type.text()) {
      case "any" -> true;
      case "image" -> role == Role.IMAGE;
      case "chart" -> role == Role.CHART;
      default -> mediaTypes.stream().anyMatch(own -> isOf(own, type.text()));
    };
  }

  private static boolean isOf(String own, String wanted) {
    String mine = own.toLowerCase(Locale.ROOT);
    String theirs = wanted.toLowerCase(Locale.ROOT);
    return theirs.endsWith("*")
        ? mine.startsWith(theirs.substring(0, theirs.length() - 1))
        : mine.equals(theirs);
  }

  @Override
  public String toString() {
    String said =
        mediaTypes.isEmpty() ? "content that does not say what it is" : mediaTypes.getFirst();
    return switch (role) {
      case IMAGE -> "an image";
      case CHART -> "a chart";
      case OTHER -> said;
    };
  }
}
