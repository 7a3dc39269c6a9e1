package io.waybill.registry.copy;

import io.waybill.registry.copy.BothEnds.Look;
import io.waybill.registry.copy.PhaseClock.Phase;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.DigestReference;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.rules.Overwrite;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Makes one reference at the target equal to one at the source, whatever happens to either
 * meanwhile. This is where a tag is put.
 *
 * <p>Each round looks at both; brings the content; where that took a while, looks at the source
 * again, for it may have moved while bytes travelled; looks at the target again where the policy
 * protects it; puts; reads the target back and looks at the source once more. A source that moved
 * starts another round. So any number of workers on the same tag, in any order, end at the newest
 * digest.
 *
 * <p>Registries offer no "put only if": between the last look at the target and the put there is
 * one request's time in which somebody else's put can be overwritten under {@code never}.
 */
final class ReferenceCopy {
  /** More moves of a source during one copy than this, and the attempt ends to be tried later. */
  private static final int MOST_ROUNDS = 8;

  /** From this round on a digest that has just been outdated is put, so that something arrives. */
  private static final int PATIENT_ROUNDS = 3;

  /** How often the target may show another digest than the one put, with an unmoved source. */
  private static final int MOST_MISMATCHES = 2;

  private final CopyJob job;
  private final Reference source;
  private final Reference target;
  private final Overwrite overwrite;
  private final boolean again;
  private final ContentCopier contentCopier;
  private final TargetGuard guard;
  private final ReferenceProgress progress;
  private final ImageSelector selector;
  private final BothEnds ends;

  /** What is wanted of the source's image that was read last. */
  private Optional<SelectedImage> selected = Optional.empty();

  /** What this copy has put itself. */
  private final Set<Digest> own = new HashSet<>();

  private int mismatches;

  ReferenceCopy(
      CopyJob job, CopyRequest request, ImageSelector selector, ReferenceProgress progress) {
    this(
        job,
        request.source(),
        request.target(),
        request.overwrite(),
        request.again(),
        selector,
        progress);
  }

  ReferenceCopy(
      CopyJob job,
      Reference source,
      Reference target,
      Overwrite overwrite,
      boolean again,
      ImageSelector selector,
      ReferenceProgress progress) {
    this.job = job;
    this.source = source;
    this.target = target;
    this.overwrite = overwrite;
    this.again = again;
    this.contentCopier = new ContentCopier(job, Optional.of(source));
    this.guard = new TargetGuard(job, contentCopier, target, overwrite, progress);
    this.progress = progress;
    this.selector = selector;
    this.ends = new BothEnds(job, source, target);
  }

  /**
   * Runs until both are equal; what was found and done is in the progress.
   *
   * @param announcement what the source tag is said to have been moved to just now
   */
  CopyOutcome run(Optional<Announcement> announcement)
      throws RegistryException, InterruptedException {
    job.clock().enter(Phase.RESOLVE);
    Look look = ends.firstLook(announcement, this::hasWork);
    progress.foundBefore(look.targetDigest());
    for (int round = 1; ; round++) {
      progress.foundSource(look.source());
      Optional<Digest> wanted = findWanted(look.source());
      if (wanted.isPresent() && look.shows(wanted.get()) && !(again && own.isEmpty())) {
        return settle(look);
      }
      if (round > MOST_ROUNDS) {
        throw neverRests();
      }
      Optional<SelectedImage> image = wanted.isEmpty() ? Optional.empty() : select(look, wanted);
      if (image.isPresent()
          && contentCopier.copyContent(image.get(), again) == CopyPlan.Decision.DECLINE) {
        return CopyOutcome.DECLINED;
      }
      job.clock().enter(Phase.PUT);
      if (image.isEmpty() || (round <= PATIENT_ROUNDS && ends.hasMovedMeanwhile(look.source()))) {
        look = ends.look();
        continue;
      }
      Look after = put(image.get(), look);
      if (overwrite == Overwrite.NEVER && after.shows(image.get().top().digest())) {
        // The tag is taken now, by this very copy; a newer source is not to replace it.
        return settle(after);
      }
      look = after;
    }
  }

  /** What is to be put, if the target may be changed; empty where the source has moved on. */
  private Optional<SelectedImage> select(Look look, Optional<Digest> wanted)
      throws RegistryException {
    requireNameable(wanted.orElseThrow());
    guard.requireReplaceable(wanted.get(), look.targetDigest(), own);
    return findImage(look.source());
  }

  /** Puts what was looked at, and looks again. */
  private Look put(SelectedImage image, Look look) throws RegistryException, InterruptedException {
    Digest wanted = image.top().digest();
    guard.put(image, own);
    own.add(wanted);
    contentCopier.remember(image, selector.selection());
    job.clock().enter(Phase.VERIFY);
    Look after = ends.lookAfter(look);
    progress.foundAfter(after.targetDigest());
    if (after.source().equals(look.source()) && !after.shows(wanted)) {
      mismatches++;
      if (mismatches >= MOST_MISMATCHES) {
        throw mismatch(wanted, after.targetDigest());
      }
    }
    return after;
  }

  private CopyOutcome settle(Look look) throws RegistryException, InterruptedException {
    progress.foundAfter(look.targetDigest());
    return own.isEmpty() ? complete(look) : CopyOutcome.COPIED;
  }

  /**
   * The target shows what it is to show, and this copy has not put it: an index that somebody has
   * put there may lack some of what it names.
   */
  private CopyOutcome complete(Look look) throws RegistryException, InterruptedException {
    Descriptor shown = look.target().orElseThrow();
    if (!MediaTypes.isIndex(shown.mediaType())
        || job.parts()
            .completeIndexes()
            .knows(job.target().name(), shown.digest(), selector.selection())) {
      return CopyOutcome.ALREADY_PRESENT;
    }
    // The target's own copy does as well as the source's, whose registry may count what is read.
    Optional<SelectedImage> image =
        selector.rebuilds() ? findImage(look.source()) : selectAtTarget(shown.digest());
    if (image.isEmpty()) {
      return CopyOutcome.ALREADY_PRESENT;
    }
    return switch (contentCopier.complete(image.get(), selector.selection())) {
      case NOTHING_MISSING -> CopyOutcome.ALREADY_PRESENT;
      case BROUGHT -> CopyOutcome.COPIED;
      case DECLINED -> CopyOutcome.DECLINED;
    };
  }

  private Optional<SelectedImage> selectAtTarget(Digest digest) throws RegistryException {
    Optional<Manifest> top = job.target().find(job.target().name().digest(digest));
    return top.isEmpty() ? Optional.empty() : Optional.of(selector.select(top.get()));
  }

  /** What the target is to show; empty where a tag has moved on and its old digest is gone. */
  private Optional<Digest> findWanted(Digest found) throws RegistryException {
    Optional<Digest> wanted = selector.findWanted(found);
    if (wanted.isEmpty()) {
      wanted = findImage(found).map(image -> image.top().digest());
    }
    wanted.ifPresent(progress::foundWanted);
    return wanted;
  }

  private Optional<SelectedImage> findImage(Digest found) throws RegistryException {
    if (selected.filter(image -> image.source().equals(found)).isEmpty()) {
      Optional<Manifest> top = ends.pull(found);
      selected = top.isEmpty() ? Optional.empty() : Optional.of(selector.select(top.get()));
    }
    return selected;
  }

  /** Whether the target is to show something else than it does. */
  private boolean hasWork(Look look) throws RegistryException {
    Optional<Digest> wanted = findWanted(look.source());
    return wanted.isEmpty() || !look.shows(wanted.get());
  }

  private RegistryException neverRests() {
    return RegistryException.because(
            FailureCode.TIMEOUT,
            "copy " + source + " to " + target,
            "the source moved " + MOST_ROUNDS + " times while it was being copied",
            null)
        .asSpent();
  }

  /** A digest can be the target of itself only. */
  private void requireNameable(Digest wanted) throws RegistryException {
    if (target instanceof DigestReference fixed && !fixed.digest().equals(wanted)) {
      throw RegistryException.because(
              FailureCode.PLATFORM_NOT_FOUND,
              "copy some platforms of " + source + " to " + target,
              "an index of fewer platforms has another digest than the target's",
              null)
          .asSpent()
          .withHint("Give a tag as the target, or copy in sparse mode, which keeps the digest.");
    }
  }

  private RegistryException mismatch(Digest put, Optional<Digest> shown) {
    return RegistryException.because(
            FailureCode.DIGEST_MISMATCH,
            "put " + put + " as " + target,
            "read back, the target shows " + shown.map(Digest::toString).orElse("no such tag"),
            null)
        .asSpent();
  }
}
