package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.rules.ForeignLayers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Follows an image down to its blobs, past what the target has already. A manifest that the target
 * has, it has with its blobs, unless somebody doubts that; but an index may be there without all
 * that it names, so indexes are always followed.
 */
final class GraphReader {
  /** What is done with what is found. */
  enum Purpose {
    /** It is brought to the target. */
    COPY,
    /** It is brought to the target, whatever the target shows of it already. */
    AGAIN,
    /** The target was found to lack some of it: nothing is taken to be there. */
    HEAL,
    /** The index is at the target: what it lacks is brought, as far as the source has it. */
    COMPLETE
  }

  private final CopyJob job;

  private final SelectedImage image;
  private final Purpose purpose;

  /** Manifests read so far; empty = the target has it, with all below it. */
  private final Map<Digest, Optional<Manifest>> seen = new HashMap<>();

  /** Indexes that the target has, be it without all below them. */
  private final Set<Digest> there = ConcurrentHashMap.newKeySet();

  private final Map<Digest, Descriptor> blobs = new LinkedHashMap<>();
  private final AtomicBoolean lacking = new AtomicBoolean();

  /** A reader for one graph, or for one part of it. */
  GraphReader(CopyJob job, SelectedImage image, Purpose purpose) {
    this.job = job;
    this.image = image;
    this.purpose = purpose;
  }

  /** Whether the source itself lacks something that an index of its own names. */
  boolean hasFoundSourceLacking() {
    return lacking.get();
  }

  ImageGraph read(Manifest top) throws RegistryException, InterruptedException {
    addBlobs(top);
    ImageWeight weight = new ImageWeight(job.source().name().digest(top.digest()));
    List<Descriptor> next = unseen(List.of(top));
    while (!next.isEmpty()) {
      weight.expect(next.size());
      List<Parallel.Task<Optional<Manifest>>> tasks = new ArrayList<>();
      for (Descriptor child : next) {
        tasks.add(() -> readChild(top, child, weight));
      }
      List<Optional<Manifest>> read =
          Parallel.all(job.parts().settings().requestsInParallel(), tasks);
      List<Manifest> manifests = new ArrayList<>();
      for (int i = 0; i < read.size(); i++) {
        seen.put(next.get(i).digest(), read.get(i));
        read.get(i).ifPresent(manifests::add);
      }
      manifests.forEach(this::addBlobs);
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
      for (Descriptor child : image.childrenOf(parent)) {
        if (!seen.containsKey(child.digest()) && !blobs.containsKey(child.digest())) {
          found.putIfAbsent(child.digest(), child);
        }
      }
    }
    return List.copyOf(found.values());
  }

  private Optional<Manifest> readChild(Manifest top, Descriptor child, ImageWeight weight)
      throws RegistryException {
    if (!isReadInAnyCase() && !isKnownMissing(child)) {
      Optional<Descriptor> shown =
          job.target().findDescriptor(job.target().name().digest(child.digest()));
      if (shown.isPresent()) {
        if (!mayBeIndex(child) && !mayBeIndex(shown.get())) {
          return Optional.empty();
        }
        there.add(child.digest());
      }
    }
    Optional<Manifest> known = image.find(child.digest());
    Optional<Manifest> read = known.isPresent() ? known : pullChild(top, child);
    if (read.isPresent()) {
      weight.add(read.get());
    }
    return read;
  }

  private boolean isReadInAnyCase() {
    return purpose == Purpose.HEAL || purpose == Purpose.AGAIN;
  }

  private boolean isKnownMissing(Descriptor child) {
    return job.survey().filter(survey -> survey.lacks(child.digest())).isPresent();
  }

  private static boolean mayBeIndex(Descriptor manifest) {
    return MediaTypes.isIndex(manifest.mediaType());
  }

  private Optional<Manifest> pullChild(Manifest top, Descriptor child) throws RegistryException {
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
      if (purpose == Purpose.COMPLETE || (purpose == Purpose.AGAIN && isAtTarget(child))) {
        // The target is as whole as the source is.
        lacking.set(true);
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

  private boolean isAtTarget(Descriptor child) throws RegistryException {
    return job.target().findDigest(job.target().name().digest(child.digest())).isPresent();
  }

  private void addBlobs(Manifest manifest) {
    manifest.blobs().forEach(this::addBlob);
  }

  /** Foreign layers are to be had from their own address; registries do not ask for them. */
  private void addBlob(Descriptor blob) {
    boolean elsewhere = blob.isForeign() && !blob.urls().isEmpty();
    if (elsewhere && job.foreignLayers() == ForeignLayers.KEEP) {
      return;
    }
    synchronized (blobs) {
      blobs.putIfAbsent(blob.digest(), blob);
    }
  }

  /** The manifests that the target does not have, by their height: leaves first. */
  private List<List<Manifest>> levels() {
    Map<Digest, Integer> heights = new HashMap<>();
    Map<Integer, List<Manifest>> byHeight = new TreeMap<>();
    for (Optional<Manifest> manifest : seen.values()) {
      manifest
          .filter(m -> !there.contains(m.digest()))
          .ifPresent(
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
    for (Descriptor child : image.childrenOf(manifest)) {
      Optional<Manifest> below = seen.getOrDefault(child.digest(), Optional.empty());
      if (below.isPresent()) {
        height = Math.max(height, 1 + height(below.get(), heights));
      }
    }
    heights.put(manifest.digest(), height);
    return height;
  }
}
