package io.waybill.registry.copy;

import io.waybill.registry.copy.BlobCopier.Presence;
import io.waybill.registry.copy.GraphReader.Purpose;
import io.waybill.registry.copy.PhaseClock.Phase;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.protocol.ManifestPusher;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.rules.PlatformSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings a manifest to the target with everything that it names, children before parents and blobs
 * before manifests, so that no reader ever finds a manifest whose content is missing.
 */
final class ContentCopier {
  private final CopyJob job;
  private final Optional<Reference> origin;
  private final BlobCopier blobCopier;

  /**
   * A copier.
   *
   * @param origin what is read, where the manifest is to be put under a tag
   */
  ContentCopier(CopyJob job, Optional<Reference> origin) {
    this.job = job;
    this.origin = origin;
    this.blobCopier = new BlobCopier(job);
  }

  /** What became of the content that an index at the target may lack. */
  enum Completion {
    /** It was all there. */
    NOTHING_MISSING,
    /** What was missing was brought. */
    BROUGHT,
    /** The listener declined the plan; nothing was moved. */
    DECLINED
  }

  /**
   * Brings all that is wanted of the image, but not its top manifest.
   *
   * @param again whether the blobs of a manifest are looked at, and it is put, also where the
   *     target shows it already
   * @return what the listener said to the plan; after a no, nothing was moved
   */
  CopyPlan.Decision copyContent(SelectedImage image, boolean again)
      throws RegistryException, InterruptedException {
    job.clock().enter(Phase.CHECK);
    ImageGraph graph =
        new GraphReader(job, image, again ? Purpose.AGAIN : Purpose.COPY).read(image.top());
    List<Presence> presences = checkAll(graph);
    if (job.listener().onPlan(plan(graph, presences)) == CopyPlan.Decision.DECLINE) {
      return CopyPlan.Decision.DECLINE;
    }
    moveAll(graph, image, presences);
    return CopyPlan.Decision.PROCEED;
  }

  /** Brings what the target lacks of an image whose index it has. */
  Completion complete(SelectedImage image, Optional<PlatformSelection> selection)
      throws RegistryException, InterruptedException {
    job.clock().enter(Phase.CHECK);
    GraphReader reader = new GraphReader(job, image, Purpose.COMPLETE);
    ImageGraph graph = reader.read(image.top());
    List<Presence> presences = checkAll(graph);
    boolean missing =
        !graph.levels().isEmpty() || presences.stream().anyMatch(p -> p != Presence.PRESENT);
    if (missing) {
      if (job.listener().onPlan(plan(graph, presences)) == CopyPlan.Decision.DECLINE) {
        return Completion.DECLINED;
      }
      moveAll(graph, image, presences);
    }
    if (!reader.hasFoundSourceLacking()) {
      remember(image, selection);
    }
    return missing ? Completion.BROUGHT : Completion.NOTHING_MISSING;
  }

  /** The target has the image with all that is wanted of it. */
  void remember(SelectedImage image, Optional<PlatformSelection> selection) {
    job.parts()
        .completeIndexes()
        .learn(
            job.target().name(),
            image.top().digest(),
            image.isSparse() ? selection : Optional.empty());
  }

  /**
   * Puts the manifest under the reference. Where the target then says that content is missing that
   * was believed to be there, what was believed is forgotten, everything is asked for and brought
   * again, and the put is repeated once.
   *
   * @param image what the manifest is the top of, or a part
   */
  void put(Reference reference, Manifest manifest, SelectedImage image)
      throws RegistryException, InterruptedException {
    try {
      putOnce(reference, manifest);
    } catch (RegistryException failure) {
      if (!ManifestPusher.isContentMissing(failure)) {
        throw explain(failure, manifest, image);
      }
      heal(manifest, image);
      putAgain(reference, manifest, image);
    }
  }

  private void putAgain(Reference reference, Manifest manifest, SelectedImage image)
      throws RegistryException {
    try {
      putOnce(reference, manifest);
    } catch (RegistryException failure) {
      throw explain(failure, manifest, image);
    }
  }

  private void putOnce(Reference reference, Manifest manifest) throws RegistryException {
    job.put(reference, manifest.payload(), origin);
    job.survey().ifPresent(survey -> survey.learnPut(manifest.digest()));
  }

  private static RegistryException explain(
      RegistryException failure, Manifest manifest, SelectedImage image) {
    return PutRefusals.explain(failure, manifest, image.isSparse(manifest.digest()));
  }

  private void heal(Manifest top, SelectedImage image)
      throws RegistryException, InterruptedException {
    job.parts().surveys().forget(job.target().name());
    ImageGraph whole = new GraphReader(job, image, Purpose.HEAL).read(top);
    for (Descriptor blob : whole.blobs()) {
      job.parts().knowledge().forget(job.target().name(), blob.digest());
    }
    moveBlobs(whole, checkAll(whole));
    putLevels(whole, image);
  }

  private List<Presence> checkAll(ImageGraph graph) throws RegistryException, InterruptedException {
    List<Parallel.Task<Presence>> tasks = new ArrayList<>();
    for (Descriptor blob : graph.blobs()) {
      tasks.add(() -> blobCopier.check(blob));
    }
    return Parallel.all(job.parts().settings().requestsInParallel(), tasks);
  }

  private void moveAll(ImageGraph graph, SelectedImage image, List<Presence> presences)
      throws RegistryException, InterruptedException {
    job.clock().enter(Phase.TRANSFER);
    moveBlobs(graph, presences);
    putLevels(graph, image);
  }

  private void moveBlobs(ImageGraph graph, List<Presence> presences)
      throws RegistryException, InterruptedException {
    List<Parallel.Task<CopyListener.BlobResult>> tasks = new ArrayList<>();
    List<Digest> toRead = new ArrayList<>();
    for (int i = 0; i < presences.size(); i++) {
      Descriptor blob = graph.blobs().get(i);
      Presence presence = presences.get(i);
      tasks.add(() -> blobCopier.copy(blob, presence));
      if (presence == Presence.MISSING || presence == Presence.UNKNOWN) {
        toRead.add(blob.digest());
      }
    }
    job.interest().announce(toRead);
    Parallel.all(job.parts().settings().blobsInParallel(), tasks);
  }

  private void putLevels(ImageGraph graph, SelectedImage image)
      throws RegistryException, InterruptedException {
    for (List<Manifest> level : graph.levels()) {
      List<Parallel.Task<Digest>> tasks = new ArrayList<>();
      for (Manifest manifest : level) {
        tasks.add(
            () -> {
              put(job.target().name().digest(manifest.digest()), manifest, image);
              return manifest.digest();
            });
      }
      Parallel.all(job.parts().settings().requestsInParallel(), tasks);
    }
  }

  private static CopyPlan plan(ImageGraph graph, List<Presence> presences) {
    long total = 0;
    List<Descriptor> missing = new ArrayList<>();
    for (int i = 0; i < presences.size(); i++) {
      Descriptor blob = graph.blobs().get(i);
      total += blob.countedSize();
      if (presences.get(i) == Presence.MISSING) {
        missing.add(blob);
      }
    }
    return new CopyPlan(
        graph.top().digest(), graph.manifests(), graph.blobs().size(), total, missing);
  }
}
