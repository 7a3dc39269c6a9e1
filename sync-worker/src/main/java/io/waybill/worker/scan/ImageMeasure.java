package io.waybill.worker.scan;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.protocol.ManifestPuller;
import io.waybill.registry.protocol.RegistryCaller;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Repository;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Adds up how many bytes copies would move at most, from the sizes in the sources' manifests; for
 * previews only, since it has to read them. What several images of one target repository have in
 * common counts once. Safe for the threads of one step.
 */
final class ImageMeasure {
  /** Images that one step reads: a preview must not use up a registry's quota of pulls. */
  static final int MOST = 250;

  private static final int DEEPEST = 4;

  private final RegistryClients clients;
  private final Map<Pair, Long> sizes = new ConcurrentHashMap<>();
  private final Map<Repository, Set<Digest>> seen = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();

  ImageMeasure(RegistryClients clients) {
    this.clients = clients;
  }

  /** Reads the source's manifests. What cannot be read stays unmeasured. */
  void measure(Pair pair) {
    RegistryCaller source = clients.getCaller(pair.source().repository().registry(), Side.SOURCE);
    Set<Digest> there =
        seen.computeIfAbsent(pair.target().repository(), ignored -> ConcurrentHashMap.newKeySet());
    try {
      sizes.put(pair, add(new ManifestPuller(source), pair.source(), there, 0));
    } catch (RegistryException unread) {
      sizes.remove(pair);
    }
  }

  private long add(ManifestPuller puller, Reference image, Set<Digest> there, int depth)
      throws RegistryException {
    Manifest manifest = puller.pull(image);
    long size = manifest.bytes().length;
    if (there.add(manifest.digest())) {
      bytes.addAndGet(size);
    }
    for (Descriptor blob : manifest.blobs()) {
      size += blob.countedSize();
      if (there.add(blob.digest())) {
        bytes.addAndGet(blob.countedSize());
      }
    }
    if (depth < DEEPEST) {
      for (Descriptor child : manifest.manifests()) {
        size += add(puller, image.repository().digest(child.digest()), there, depth + 1);
      }
    }
    return size;
  }

  boolean contains(Pair pair) {
    return sizes.containsKey(pair);
  }

  /** The bytes of one image, whatever of it others have as well. */
  Optional<Long> find(Pair pair) {
    return Optional.ofNullable(sizes.get(pair));
  }

  /** All bytes. */
  long bytes() {
    return bytes.get();
  }
}
