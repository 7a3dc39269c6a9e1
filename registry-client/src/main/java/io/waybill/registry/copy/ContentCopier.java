package io.waybill.registry.copy;

import io.waybill.registry.copy.BlobCopier.Presence;
import io.waybill.registry.copy.PhaseClock.Phase;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.protocol.ManifestPusher;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import java.util.ArrayList;
import java.util.List;

/**
 * Brings a manifest to the target with everything that it names, children before parents and blobs
 * before manifests, so that no reader ever finds a manifest whose content is missing.
 */
final class ContentCopier {
  private final CopyJob job;
  private final BlobCopier blobCopier;

  ContentCopier(CopyJob job) {
    this.job = job;
    this.blobCopier = new BlobCopier(job);
  }

  /**
   * Brings all that the manifest names, but not the manifest itself.
   *
   * @return what the listener said to the plan; after a no, nothing was moved
   */
  CopyPlan.Decision copyContent(Manifest top) throws RegistryException, InterruptedException {
    job.clock().enter(Phase.CHECK);
    ImageGraph graph = new GraphReader(job, true).read(top);
    List<Presence> presences = checkAll(graph);
    if (job.listener().onPlan(plan(graph, presences)) == CopyPlan.Decision.DECLINE) {
      return CopyPlan.Decision.DECLINE;
    }
    job.clock().enter(Phase.TRANSFER);
    moveAll(graph, presences);
    return CopyPlan.Decision.PROCEED;
  }

  /**
   * Puts the manifest under the reference. Where the target then says that content is missing that
   * was believed to be there, what was believed is forgotten, everything is asked for and brought
   * again, and the put is repeated once.
   */
  void put(Reference reference, Manifest manifest) throws RegistryException, InterruptedException {
    try {
      putOnce(reference, manifest);
    } catch (RegistryException failure) {
      if (!ManifestPusher.isContentMissing(failure)) {
        throw failure;
      }
      heal(manifest);
      putOnce(reference, manifest);
    }
  }

  private void putOnce(Reference reference, Manifest manifest) throws RegistryException {
    job.target().push(reference, manifest.payload());
    job.tally().put(manifest.bytes().length);
    job.listener().onManifestPut(reference, manifest.digest());
  }

  private void heal(Manifest top) throws RegistryException, InterruptedException {
    ImageGraph whole = new GraphReader(job, false).read(top);
    for (Descriptor blob : whole.blobs()) {
      job.parts().knowledge().forget(job.target().name(), blob.digest());
    }
    moveBlobs(whole, checkAll(whole));
    for (List<Manifest> level : whole.levels()) {
      putLevel(level);
    }
  }

  private List<Presence> checkAll(ImageGraph graph) throws RegistryException, InterruptedException {
    List<Parallel.Task<Presence>> tasks = new ArrayList<>();
    for (Descriptor blob : graph.blobs()) {
      tasks.add(() -> blobCopier.check(blob));
    }
    return Parallel.all(job.parts().settings().requestsInParallel(), tasks);
  }

  private void moveAll(ImageGraph graph, List<Presence> presences)
      throws RegistryException, InterruptedException {
    moveBlobs(graph, presences);
    for (List<Manifest> level : graph.levels()) {
      putLevel(level);
    }
  }

  private void moveBlobs(ImageGraph graph, List<Presence> presences)
      throws RegistryException, InterruptedException {
    List<Parallel.Task<CopyListener.BlobResult>> tasks = new ArrayList<>();
    for (int i = 0; i < presences.size(); i++) {
      Descriptor blob = graph.blobs().get(i);
      Presence presence = presences.get(i);
      tasks.add(() -> blobCopier.copy(blob, presence));
    }
    Parallel.all(job.parts().settings().blobsInParallel(), tasks);
  }

  private void putLevel(List<Manifest> level) throws RegistryException, InterruptedException {
    List<Parallel.Task<Digest>> tasks = new ArrayList<>();
    for (Manifest manifest : level) {
      tasks.add(
          () -> {
            put(job.target().name().digest(manifest.digest()), manifest);
            return manifest.digest();
          });
    }
    Parallel.all(job.parts().settings().requestsInParallel(), tasks);
  }

  private static CopyPlan plan(ImageGraph graph, List<Presence> presences) {
    long total = 0;
    long toMove = 0;
    int blobsToMove = 0;
    for (int i = 0; i < presences.size(); i++) {
      long size = graph.blobs().get(i).countedSize();
      total += size;
      if (presences.get(i) == Presence.MISSING) {
        toMove += size;
        blobsToMove++;
      }
    }
    return new CopyPlan(
        graph.top().digest(), graph.manifests(), graph.blobs().size(), total, blobsToMove, toMove);
  }
}
