package io.waybill.migration.rules;

import io.waybill.migration.files.FileNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The tools whose files are understood. */
public enum ImportFormat {
  /** github.com/AliyunContainerService/image-syncer, and Huawei Cloud's image-migrator. */
  IMAGE_SYNCER,
  /** regclient's regsync. */
  REGSYNC,
  /** The file of {@code skopeo sync --src yaml}. */
  SKOPEO,
  /** github.com/xelalexv/dregsy. */
  DREGSY,
  /** Harbor's replication policies, as its API gives them. */
  HARBOR;

  private static final Set<String> SKOPEO_KEYS =
      Set.of("images", "images-by-tag-regex", "images-by-semver");
  private static final Set<String> ACCOUNT_KEYS = Set.of("username", "password", "insecure");

  /** As people write it: {@code image-syncer}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The format of that name; image-migrator's files are image-syncer's. */
  public static Optional<ImportFormat> find(String name) {
    String wanted = name.toLowerCase(Locale.ROOT);
    for (ImportFormat format : values()) {
      if (format.toString().equals(wanted)) {
        return Optional.of(format);
      }
    }
    return switch (wanted) {
      case "image-migrator" -> Optional.of(IMAGE_SYNCER);
      case "skopeo-sync" -> Optional.of(SKOPEO);
      case "harbor-replication" -> Optional.of(HARBOR);
      default -> Optional.empty();
    };
  }

  /** What the file looks like. */
  static Optional<ImportFormat> guess(FileNode root) {
    if (root instanceof FileNode.Sequence(List<FileNode> items, int _)) {
      return items.stream().anyMatch(ImportFormat::isPolicy)
          ? Optional.of(HARBOR)
          : Optional.empty();
    }
    if (!(root instanceof FileNode.Mapping mapping) || mapping.entries().isEmpty()) {
      return Optional.empty();
    }
    if (isPolicy(root)) {
      return Optional.of(HARBOR);
    }
    if (mapping.find("sync").isPresent()) {
      return Optional.of(REGSYNC);
    }
    if (mapping.find("tasks").isPresent()) {
      return Optional.of(DREGSY);
    }
    boolean skopeo =
        mapping.entries().stream().anyMatch(entry -> hasAny(entry.value(), SKOPEO_KEYS));
    if (skopeo) {
      return Optional.of(SKOPEO);
    }
    return isImageSyncer(mapping) ? Optional.of(IMAGE_SYNCER) : Optional.empty();
  }

  private static boolean isPolicy(FileNode node) {
    return node instanceof FileNode.Mapping policy
        && (policy.find("src_registry").isPresent() || policy.find("dest_registry").isPresent());
  }

  private static boolean isImageSyncer(FileNode.Mapping mapping) {
    if (mapping.find("images").isPresent()) {
      return true;
    }
    return mapping.entries().stream()
        .allMatch(
            entry ->
                hasAny(entry.value(), ACCOUNT_KEYS)
                    || (entry.key().indexOf('/') > 0
                        && !(entry.value() instanceof FileNode.Mapping)));
  }

  private static boolean hasAny(FileNode node, Set<String> keys) {
    return node instanceof FileNode.Mapping mapping
        && mapping.entries().stream().anyMatch(entry -> keys.contains(entry.key()));
  }
}
