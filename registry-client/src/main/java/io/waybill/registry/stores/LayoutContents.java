package io.waybill.registry.stores;

import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.InvalidManifestException;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.manifests.ManifestParser;
import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the entries of an index reach: manifests, and what these name, as far as it is there. */
final class LayoutContents {
  private static final int LARGEST_MANIFEST = 4 * 1024 * 1024;

  private final LayoutFiles files;
  private final Set<Digest> reached = new HashSet<>();
  private final Deque<Descriptor> manifests = new ArrayDeque<>();

  private LayoutContents(LayoutFiles files) {
    this.files = files;
  }

  /** The digests of all that the entries reach; what is missing was left out when it was copied. */
  static Set<Digest> reachedBy(List<ImageEntry> entries, LayoutFiles files) throws IOException {
    LayoutContents contents = new LayoutContents(files);
    for (ImageEntry entry : entries) {
      contents.add(Descriptor.of(entry.mediaType(), entry.digest(), Descriptor.UNKNOWN_SIZE));
    }
    while (!contents.manifests.isEmpty()) {
      contents.follow(contents.manifests.pop());
    }
    return contents.reached;
  }

  private void add(Descriptor manifest) throws IOException {
    if (reach(manifest.digest())) {
      manifests.push(manifest);
    }
  }

  private boolean reach(Digest digest) throws IOException {
    return files.find("", digest).isPresent() && reached.add(digest);
  }

  private void follow(Descriptor descriptor) throws IOException {
    Optional<StoredContent> content = files.find("", descriptor.digest());
    if (content.isEmpty()) {
      return;
    }
    byte[] bytes = content.get().readAll(LARGEST_MANIFEST, files.placeOf(descriptor.digest()));
    try {
      Manifest manifest = ManifestParser.parse(descriptor.mediaType(), descriptor.digest(), bytes);
      for (Descriptor blob : manifest.blobs()) {
        reach(blob.digest());
      }
      for (Descriptor child : manifest.manifests()) {
        add(child);
      }
    } catch (InvalidManifestException malformed) {
      throw new BrokenContentException(
          "%s is no manifest: %s"
              .formatted(files.placeOf(descriptor.digest()), malformed.getMessage()));
    }
  }
}
