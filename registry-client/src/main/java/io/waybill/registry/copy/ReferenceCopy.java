package io.waybill.registry.copy;

import io.waybill.registry.copy.PhaseClock.Phase;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.DigestReference;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.Overwrite;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes one reference at the target equal to one at the source, whatever happens to either
 * meanwhile. This is where a tag is put.
 *
 * <p>Each round looks at both; brings the content; looks at the source again, for it may have moved
 * while bytes travelled; looks at the target again where the policy protects it; puts; reads the
 * target back and looks at the source a third time. A source that moved starts another round. So
 * any number of workers on the same tag, in any order, end at the newest digest.
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

  /**
   * Between two looks at a source tag that lags behind its announcement: doubled up to the other.
   */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);

  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  /** What both ends are now. */
  private record Look(Digest source, Optional<Descriptor> target) {
    Optional<Digest> targetDigest() {
      return target.map(Descriptor::digest);
    }

    boolean shows(Digest wanted) {
      return targetDigest().equals(Optional.of(wanted));
    }
  }

  /** What there is at both ends, if anything. */
  private record Found(Optional<Digest> source, Optional<Descriptor> target) {}

  private final CopyJob job;
  private final Reference source;
  private final Reference target;
  private final Overwrite overwrite;
  private final ContentCopier contentCopier;
  private final TargetGuard guard;
  private final ReferenceProgress progress;
  private final ImageSelector selector;

  /** What is wanted of the source's image that was read last. */
  private Optional<SelectedImage> selected = Optional.empty();

  /** What this copy has put itself. */
  private final Set<Digest> own = new HashSet<>();

  /** What the source tag was, where the first look has read it. */
  private Optional<Manifest> read = Optional.empty();

  private int mismatches;

  ReferenceCopy(
      CopyJob job,
      Reference source,
      Reference target,
      Overwrite overwrite,
      ImageSelector selector,
      ReferenceProgress progress) {
    this.job = job;
    this.source = source;
    this.target = target;
    this.overwrite = overwrite;
    this.contentCopier = new ContentCopier(job);
    this.guard = new TargetGuard(job, contentCopier, target, overwrite, progress);
    this.progress = progress;
    this.selector = selector;
  }

  /**
   * Runs until both are equal; what was found and done is in the progress.
   *
   * @param announcement what the source tag is said to have been moved to just now
   */
  CopyOutcome run(Optional<Announcement> announcement)
      throws RegistryException, InterruptedException {
    job.clock().enter(Phase.RESOLVE);
    Look look =
        announcement.isEmpty() && isTargetAbsent() ? lookBySource() : firstLook(announcement);
    progress.foundBefore(look.targetDigest());
    for (int round = 1; ; round++) {
      progress.foundSource(look.source());
      Optional<Digest> wanted = findWanted(look.source());
      if (wanted.isPresent() && look.shows(wanted.get())) {
        return settle(look);
      }
      if (round > MOST_ROUNDS) {
        throw neverRests();
      }
      Optional<SelectedImage> image = wanted.isEmpty() ? Optional.empty() : select(look, wanted);
      if (image.isPresent()
          && contentCopier.copyContent(image.get()) == CopyPlan.Decision.DECLINE) {
        return CopyOutcome.DECLINED;
      }
      job.clock().enter(Phase.PUT);
      if (image.isEmpty() || (round <= PATIENT_ROUNDS && hasMoved(look.source()))) {
        look = look();
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
    Look after = lookAfter(look);
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
      Optional<Manifest> top = pull(found);
      selected = top.isEmpty() ? Optional.empty() : Optional.of(selector.select(top.get()));
    }
    return selected;
  }

  /**
   * Looks at both ends; again and again while there is nothing to do only because the source tag
   * lags behind its announcement. Where there is something to do, that is done, and the looks after
   * it see the tag move.
   */
  private Look firstLook(Optional<Announcement> announcement)
      throws RegistryException, InterruptedException {
    Duration pause = FIRST_PAUSE;
    Found found = findBoth();
    while (source instanceof TagReference
        && announcement.isPresent()
        && !hasWork(found)
        && announcement.get().isAheadOf(found.source(), Instant.now())) {
      Thread.sleep(pause);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
      found = findBoth();
    }
    return new Look(found.source().orElseThrow(this::sourceMissing), found.target());
  }

  private boolean hasWork(Found found) throws RegistryException {
    if (found.source().isEmpty()) {
      return false;
    }
    Optional<Digest> wanted = findWanted(found.source().get());
    return wanted.isEmpty() || !wanted.equals(found.target().map(Descriptor::digest));
  }

  /** Whether the target's list of tags has shown that there is nothing to look at. */
  private boolean isTargetAbsent() {
    return target instanceof TagReference tagged
        && job.survey().filter(survey -> survey.takeAbsent(tagged.tag())).isPresent();
  }

  /** There is something to copy in any case: the manifest itself says which digest a tag has. */
  private Look lookBySource() throws RegistryException {
    Digest digest =
        switch (source) {
          case TagReference tagged -> {
            read = job.source().find(tagged);
            yield read.orElseThrow(this::sourceMissing).digest();
          }
          case DigestReference fixed -> fixed.digest();
        };
    return new Look(digest, Optional.empty());
  }

  private Look look() throws RegistryException, InterruptedException {
    return firstLook(Optional.empty());
  }

  /** Looks at both ends at once; a digest is what it is and needs no look. */
  private Found findBoth() throws RegistryException, InterruptedException {
    List<Optional<Descriptor>> found =
        Parallel.all(
            2,
            List.of(
                () -> findSource().map(digest -> Descriptor.of("", digest, -1)),
                () -> job.target().findDescriptor(target)));
    return new Found(found.get(0).map(Descriptor::digest), found.get(1));
  }

  /** After the put, a source that is gone is no reason to fail: what it was has arrived. */
  private Look lookAfter(Look before) throws RegistryException, InterruptedException {
    Found found = findBoth();
    return new Look(found.source().orElse(before.source()), found.target());
  }

  private Optional<Digest> findSource() throws RegistryException {
    return switch (source) {
      case TagReference tagged -> job.source().findDigest(tagged);
      case DigestReference fixed -> Optional.of(fixed.digest());
    };
  }

  private boolean hasMoved(Digest copied) throws RegistryException {
    return source instanceof TagReference
        && !job.source().findDigest(source).orElseThrow(this::sourceMissing).equals(copied);
  }

  /** The manifest; empty where a tag has moved on and its old digest is gone already. */
  private Optional<Manifest> pull(Digest digest) throws RegistryException {
    if (read.filter(manifest -> manifest.digest().equals(digest)).isPresent()) {
      return read;
    }
    try {
      return Optional.of(job.source().pull(digest));
    } catch (RegistryException failure) {
      if (failure.hasStatus(404) && source instanceof TagReference && hasMoved(digest)) {
        return Optional.empty();
      }
      throw failure;
    }
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

  private RegistryException sourceMissing() {
    String kind = source instanceof TagReference ? "tag" : "digest";
    return RegistryException.because(
            FailureCode.SOURCE_NOT_FOUND,
            "copy " + source,
            "the source registry has no such " + kind + " in that repository",
            null)
        .asSpent();
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
