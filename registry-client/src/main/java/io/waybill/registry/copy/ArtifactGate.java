package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.ContentKind;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.Index;
import io.waybill.registry.manifests.Manifest;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.DigestReference;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.ArtifactType;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Lets through what is of a wanted kind. What a source is can only be read in its manifest, so that
 * is read before anything else is asked: one request for what was announced or is named by its
 * digest, two for a tag, and one more for an index of which neither it nor its entries say what
 * they are.
 */
final class ArtifactGate {
  private final SourceRepository source;
  private final List<ArtifactType> wanted;

  ArtifactGate(SourceRepository source, List<ArtifactType> wanted) {
    this.source = source;
    this.wanted = wanted;
  }

  /**
   * Why the source is not wanted, as the end of a sentence; empty where it is, or where there is
   * nothing to be read: that is told by whoever copies.
   */
  Optional<String> findRefusal(Reference reference, Optional<Announcement> announcement)
      throws RegistryException {
    if (wanted.isEmpty() || wanted.contains(ArtifactType.ANY)) {
      return Optional.empty();
    }
    Optional<Digest> digest =
        switch (reference) {
          case DigestReference fixed -> Optional.of(fixed.digest());
          case TagReference tagged ->
              announcement.isPresent()
                  ? announcement.map(Announcement::digest)
                  : source.findDigest(tagged);
        };
    Optional<Manifest> manifest =
        digest.isPresent() ? source.find(source.name().digest(digest.get())) : Optional.empty();
    return manifest.isPresent() ? judge(kindOf(manifest.get())) : Optional.empty();
  }

  private Optional<String> judge(ContentKind kind) {
    return wanted.stream().anyMatch(kind::is)
        ? Optional.empty()
        : Optional.of(
            "it is "
                + kind
                + ", and what is wanted is "
                + wanted.stream().map(ArtifactType::text).collect(Collectors.joining(", ")));
  }

  private ContentKind kindOf(Manifest manifest) throws RegistryException {
    ContentKind kind = ContentKind.of(manifest);
    if (!(manifest instanceof Index index) || kind.isKnown() || index.manifests().isEmpty()) {
      return kind;
    }
    Descriptor first = index.manifests().getFirst();
    Optional<Manifest> child = source.find(source.name().digest(first.digest()));
    return child.map(ContentKind::of).orElse(kind);
  }
}
