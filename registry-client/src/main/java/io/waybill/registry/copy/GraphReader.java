package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Follows an index down to its blobs, past what the target has already. */
final class GraphReader {
  /** More than any index names; beyond it somebody means harm. */
  private static final int MOST_MANIFESTS = 5_000;

  private final CopyJob job;

  /** Manifests read so far; empty = the target has it, with all below it. */
  private final Map<Digest, Optional<Manifest>> seen = new HashMap<>();

  private final Map<Digest, Descriptor> blobs = new LinkedHashMap<>();
  private final boolean trustsTarget;

  /**
   * A reader for one graph.
   *
   * @param trustsTarget whether a manifest that the target has is taken to have all its content
   */
  GraphReader(CopyJob job, boolean trustsTarget) {
    this.job = job;
    this.trustsTarget = trustsTarget;
  }

  ImageGraph read(Manifest top) throws RegistryException, InterruptedException {
    addBlobs(top);
    List<Descriptor> next = unseen(List.of(top));
    while (!next.isEmpty()) {
      List<Parallel.Task<Optional<Manifest>>> tasks = new ArrayList<>();
      for (Descriptor child : next) {
        tasks.add(() -> readChild(top, child));
      }
      List<Optional<Manifest>> read =
          Parallel.all(job.parts().settings().requestsInParallel(), tasks);
      List<Manifest> manifests = new ArrayList<>();
      for (int i = 0; i < read.size(); i++) {
        seen.put(next.get(i).digest(), read.get(i));
        read.get(i).ifPresent(manifests::add);
      }
      manifests.forEach(this::addBlobs);
      requireReasonable(top);
      next = unseen(manifests);
    }
    List<Descriptor> largestFirst =
        blobs.values().stream()
            .sorted(Comparator.comparingLong(Descriptor::countedSize).reversed())
            .toList();
    return new ImageGraph(top, levels(), largestFirst);
  }

  private List<Descriptor> unseen(List<Manifest> parents) {
    Map<Digest, Descriptor> found = new LinkedHashMap<>();
    for (Manifest parent : parents) {
      for (Descriptor child : parent.manifests()) {
        if (!seen.containsKey(child.digest()) && !blobs.containsKey(child.digest())) {
          found.putIfAbsent(child.digest(), child);
        }
      }
    }
    return List.copyOf(found.values());
  }

  private Optional<Manifest> readChild(Manifest top, Descriptor child) throws RegistryException {
    if (trustsTarget
        && job.target().findDigest(job.target().name().digest(child.digest())).isPresent()) {
      return Optional.empty();
    }
    try {
      return Optional.of(job.source().pull(child.digest()));
    } catch (RegistryException failure) {
      if (!failure.hasStatus(404)) {
        throw failure;
      }
      if (!MediaTypes.isImage(child.mediaType()) && !MediaTypes.isIndex(child.mediaType())) {
        // An index may name anything; what is no manifest at the source is a blob there.
        addBlob(child);
        return Optional.empty();
      }
      throw RegistryException.because(
              FailureCode.MANIFEST_INVALID,
              "read " + job.source().name().digest(top.digest()),
              "it names the manifest " + child.digest() + ", which the source does not have",
              failure)
          .asSpent();
    }
  }

  private void addBlobs(Manifest manifest) {
    manifest.blobs().forEach(this::addBlob);
  }

  /** Foreign layers are to be had from their own address; registries do not ask for them. */
  private void addBlob(Descriptor blob) {
    if (blob.isForeign() && !blob.urls().isEmpty()) {
      return;
    }
    synchronized (blobs) {
      blobs.putIfAbsent(blob.digest(), blob);
    }
  }

  private void requireReasonable(Manifest top) throws RegistryException {
    if (seen.size() > MOST_MANIFESTS) {
      throw RegistryException.because(
              FailureCode.MANIFEST_INVALID,
              "read " + job.source().name().digest(top.digest()),
              "it leads to more than " + MOST_MANIFESTS + " manifests",
              null)
          .asSpent();
    }
  }

  /** The manifests by their height: leaves first. */
  private List<List<Manifest>> levels() {
    Map<Digest, Integer> heights = new HashMap<>();
    Map<Integer, List<Manifest>> byHeight = new TreeMap<>();
    for (Optional<Manifest> manifest : seen.values()) {
      manifest.ifPresent(
          m -> byHeight.computeIfAbsent(height(m, heights), h -> new ArrayList<>()).add(m));
    }
    return List.copyOf(byHeight.values());
  }

  /** Digests make circles impossible: nobody can name what does not exist yet. */
  private int height(Manifest manifest, Map<Digest, Integer> heights) {
    Integer known = heights.get(manifest.digest());
    if (known != null) {
      return known;
    }
    int height = 0;
    for (Descriptor child : manifest.manifests()) {
      Optional<Manifest> below = seen.getOrDefault(child.digest(), Optional.empty());
      if (below.isPresent()) {
        height = Math.max(height, 1 + height(below.get(), heights));
      }
    }
    heights.put(manifest.digest(), height);
    return height;
  }
}
