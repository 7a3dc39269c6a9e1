package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.Index;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.manifests.ManifestPayload;
import io.waybill.registry.manifests.ReferrersIndex;
import io.waybill.registry.protocol.ReferrersLister;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.TagReference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the index under the tag {@code sha256-<hex>} that lists a manifest's referrers where the
 * target has no referrers API (OCI distribution-spec 1.1, "Pushing Manifests with Subject").
 *
 * <p>The source's own index is put as it is where that lists all there is to list; else the
 * target's list is kept and added to. Two that add at the same time can overwrite each other's
 * entry, so the tag is read back, and written again where something is missing.
 */
final class FallbackTagKeeper {
  private static final int MOST_TRIES = 5;

  private final CopyJob job;

  FallbackTagKeeper(CopyJob job) {
    this.job = job;
  }

  /** The index in what was found under a fallback tag; anything else there lists nothing. */
  Optional<Index> findIndex(Optional<Manifest> found) {
    return found.filter(Index.class::isInstance).map(Index.class::cast);
  }

  /**
   * Makes the target's tag list these referrers and all that it lists already.
   *
   * @param arrived the referrers, all of them at the target
   * @param fromSource the source's index, where the source keeps one as well
   */
  void keep(Digest subject, List<Descriptor> arrived, Optional<Index> fromSource)
      throws RegistryException, InterruptedException {
    TagReference tag = job.target().name().tag(ReferrersLister.fallbackTag(subject));
    Map<Digest, Descriptor> wanted = byDigest(arrived);
    try (BlobGate.Lease _ = job.parts().gate().enter(tag.repository().registry(), subject)) {
      for (int tries = 1; tries <= MOST_TRIES; tries++) {
        Optional<Index> there = findIndex(job.target().find(tag));
        Map<Digest, Descriptor> listed = byDigest(there.map(Index::manifests).orElse(List.of()));
        if (listed.keySet().containsAll(wanted.keySet())) {
          return;
        }
        Map<Digest, Descriptor> all = new LinkedHashMap<>(listed);
        wanted.forEach(all::putIfAbsent);
        Optional<Index> whole =
            fromSource.filter(index -> byDigest(index.manifests()).keySet().equals(all.keySet()));
        ManifestPayload payload =
            whole.map(Index::payload).orElseGet(() -> ReferrersIndex.write(all.values()));
        job.put(tag, payload, whole.map(index -> job.source().name().tag(tag.tag())));
      }
    }
    throw RegistryException.because(
            FailureCode.REGISTRY_ERROR,
            "list the referrers of " + subject + " under " + tag,
            "read back, the tag did not list them, " + MOST_TRIES + " times in a row",
            null)
        .asSpent();
  }

  private static Map<Digest, Descriptor> byDigest(List<Descriptor> descriptors) {
    Map<Digest, Descriptor> map = new LinkedHashMap<>();
    descriptors.forEach(descriptor -> map.putIfAbsent(descriptor.digest(), descriptor));
    return map;
  }
}
