package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.Index;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.registry.protocol.ReferrersLister;
import io.waybill.registry.protocol.ReferrersOutcome;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.Overwrite;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Carries what refers to an image: OCI referrers (by the API, or by the fallback tag where a
 * registry has none) and cosign's digest tags ({@code sha256-<hex>.sig}, {@code .att}, {@code
 * .sbom}), of the image and of each manifest in it, and what refers to those in turn.
 *
 * <p>Under {@code never} a digest tag that is at the target already stays as it is.
 */
final class ReferrersCopier {
  private static final List<String> DIGEST_TAG_SUFFIXES = List.of(".sig", ".att", ".sbom");

  /** A signature of an attestation of an SBOM is as deep as it gets; far beyond is a mistake. */
  private static final int DEEPEST = 32;

  private final CopyJob job;
  private final Overwrite overwrite;
  private final FallbackTagKeeper fallbackTagKeeper;
  private final ContentCopier contentCopier;
  private final Queue<CopiedReferrer> carried = new ConcurrentLinkedQueue<>();

  ReferrersCopier(CopyJob job, Overwrite overwrite) {
    this.job = job.withoutPlans();
    this.overwrite = overwrite;
    this.fallbackTagKeeper = new FallbackTagKeeper(this.job);
    this.contentCopier = new ContentCopier(this.job, Optional.empty());
  }

  /** What was carried so far. */
  List<CopiedReferrer> carried() {
    return List.copyOf(carried);
  }

  /** Whether the source is known to have no API for referrers, and no tag that lists any. */
  boolean isNothingToFind() {
    return job.source().isWithoutReferrersApi()
        && surveyOfSource().filter(survey -> !survey.listsReferrers()).isPresent();
  }

  private Optional<RepositorySurvey> surveyOfSource() {
    return job.parts().surveys().find(job.source().name());
  }

  /** Whether the source is known to have no such tag. */
  private boolean isAbsent(Tag tag) {
    return surveyOfSource().filter(survey -> !survey.lists(tag)).isPresent();
  }

  /** Carries the referrers of all manifests of the image that the target has of its source. */
  void carry(SelectedImage image) throws RegistryException, InterruptedException {
    Set<Digest> seen = new HashSet<>();
    List<Digest> subjects = new ArrayList<>();
    collect(image, image.top(), seen, subjects);
    for (int depth = 0; depth < DEEPEST && !subjects.isEmpty(); depth++) {
      List<Parallel.Task<List<Digest>>> tasks = new ArrayList<>();
      for (Digest subject : subjects) {
        tasks.add(() -> carryOf(subject));
      }
      subjects =
          Parallel.all(job.parts().settings().blobsInParallel(), tasks).stream()
              .flatMap(List::stream)
              .filter(seen::add)
              .toList();
    }
    if (!subjects.isEmpty()) {
      throw RegistryException.because(
              FailureCode.MANIFEST_INVALID,
              "carry what refers to " + image.top().digest(),
              "signatures of signatures go on for more than " + DEEPEST + " levels",
              null)
          .asSpent();
    }
  }

  private void collect(
      SelectedImage image, Manifest manifest, Set<Digest> seen, List<Digest> subjects)
      throws RegistryException {
    if (seen.add(manifest.digest()) && !image.made().contains(manifest.digest())) {
      subjects.add(manifest.digest());
    }
    for (Descriptor child : image.childrenOf(manifest)) {
      if (MediaTypes.isIndex(child.mediaType()) && !seen.contains(child.digest())) {
        Optional<Manifest> known = image.find(child.digest());
        collect(
            image,
            known.isPresent() ? known.get() : job.source().pull(child.digest()),
            seen,
            subjects);
      } else if (seen.add(child.digest())) {
        subjects.add(child.digest());
      }
    }
  }

  /** The digests of all referrers of the subject, whether they had to be carried or not. */
  private List<Digest> carryOf(Digest subject) throws RegistryException, InterruptedException {
    try {
      List<Digest> found = new ArrayList<>(carryReferrers(subject));
      for (String suffix : DIGEST_TAG_SUFFIXES) {
        carryDigestTag(subject, suffix).ifPresent(found::add);
      }
      return found;
    } catch (RegistryException failure) {
      throw failure.withRemark(
          "The image itself is at the target; this is about what refers to " + subject + ".");
    }
  }

  private List<Digest> carryReferrers(Digest subject)
      throws RegistryException, InterruptedException {
    Optional<Index> fallback = Optional.empty();
    List<Descriptor> referrers;
    switch (job.source().listReferrers(subject)) {
      case ReferrersOutcome.Listed listed -> referrers = listed.referrers();
      case ReferrersOutcome.Unsupported unsupported -> {
        Tag tag = ReferrersLister.fallbackTag(subject);
        if (!isAbsent(tag)) {
          fallback = fallbackTagKeeper.findIndex(job.source().find(job.source().name().tag(tag)));
        }
        referrers = fallback.map(Index::manifests).orElse(List.of());
      }
    }
    if (referrers.isEmpty()) {
      return List.of();
    }
    Optional<Set<Digest>> listedAtTarget = listedAtTarget(subject);
    List<Descriptor> arrived = new ArrayList<>();
    for (Descriptor referrer : referrers) {
      if (listedAtTarget.filter(there -> there.contains(referrer.digest())).isPresent()
          || carryReferrer(subject, referrer)) {
        arrived.add(referrer);
      }
    }
    if (listedAtTarget.isEmpty()) {
      fallbackTagKeeper.keep(subject, arrived, fallback);
    }
    return arrived.stream().map(Descriptor::digest).toList();
  }

  /** What the target's API lists; empty where it has none and the fallback tag counts. */
  private Optional<Set<Digest>> listedAtTarget(Digest subject) throws RegistryException {
    return switch (job.target().listReferrers(subject)) {
      case ReferrersOutcome.Listed listed ->
          Optional.of(Set.copyOf(listed.referrers().stream().map(Descriptor::digest).toList()));
      case ReferrersOutcome.Unsupported unsupported -> Optional.empty();
    };
  }

  /** Whether the referrer is at the target now; the source's list may name what is gone. */
  private boolean carryReferrer(Digest subject, Descriptor referrer)
      throws RegistryException, InterruptedException {
    var reference = job.target().name().digest(referrer.digest());
    if (job.target().findDigest(reference).isPresent()) {
      return true;
    }
    Optional<Manifest> manifest = job.source().find(job.source().name().digest(referrer.digest()));
    if (manifest.isEmpty()) {
      return false;
    }
    SelectedImage whole = SelectedImage.whole(manifest.get());
    contentCopier.copyContent(whole, false);
    contentCopier.put(reference, manifest.get(), whole);
    carried.add(
        new CopiedReferrer(subject, referrer.digest(), referrer.artifactType(), Optional.empty()));
    return true;
  }

  /** No backups of signatures: a digest tag is added to, and its older states are of no use. */
  private Overwrite policy() {
    return overwrite == Overwrite.NEVER ? Overwrite.NEVER : Overwrite.ALWAYS;
  }

  private Optional<Digest> carryDigestTag(Digest subject, String suffix)
      throws RegistryException, InterruptedException {
    Tag tag = Tag.of(ReferrersLister.fallbackTag(subject) + suffix);
    if (isAbsent(tag)) {
      return Optional.empty();
    }
    TagReference from = job.source().name().tag(tag);
    TagReference to = job.target().name().tag(tag);
    Optional<Digest> there = job.source().findDigest(from);
    if (there.isEmpty()) {
      return Optional.empty();
    }
    if (overwrite == Overwrite.NEVER && job.target().findDigest(to).isPresent()) {
      return there;
    }
    ReferenceProgress progress = new ReferenceProgress();
    CopyOutcome outcome;
    try {
      outcome =
          new ReferenceCopy(
                  job,
                  from,
                  to,
                  policy(),
                  false,
                  new ImageSelector(job, Optional.empty()),
                  progress)
              .run(Optional.empty());
    } catch (RegistryException failure) {
      if (failure.code() == FailureCode.IMAGE_EXISTS) {
        // Somebody else put it while this copy was under way: theirs stays.
        return there;
      }
      throw failure;
    }
    Digest digest = progress.source().orElse(there.get());
    if (outcome == CopyOutcome.COPIED) {
      carried.add(new CopiedReferrer(subject, digest, Optional.empty(), Optional.of(tag)));
    }
    return Optional.of(digest);
  }
}
