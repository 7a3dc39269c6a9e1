package io.waybill.registry.copy;

import io.waybill.registry.copy.PhaseClock.Phase;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Manifest;
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
  private record Look(Digest source, Optional<Digest> target) {
    boolean isSettled() {
      return target.equals(Optional.of(source));
    }
  }

  private final CopyJob job;
  private final Reference source;
  private final Reference target;
  private final Overwrite overwrite;
  private final ContentCopier contentCopier;
  private final TargetGuard guard;
  private final ReferenceProgress progress;

  /** What this copy has put itself. */
  private final Set<Digest> own = new HashSet<>();

  private int mismatches;

  ReferenceCopy(
      CopyJob job,
      Reference source,
      Reference target,
      Overwrite overwrite,
      ReferenceProgress progress) {
    this.job = job;
    this.source = source;
    this.target = target;
    this.overwrite = overwrite;
    this.contentCopier = new ContentCopier(job);
    this.guard = new TargetGuard(job, contentCopier, target, overwrite, progress);
    this.progress = progress;
  }

  /**
   * Runs until both are equal; what was found and done is in the progress.
   *
   * @param announcement what the source tag is said to have been moved to just now
   */
  CopyOutcome run(Optional<Announcement> announcement)
      throws RegistryException, InterruptedException {
    job.clock().enter(Phase.RESOLVE);
    Look look = firstLook(announcement);
    progress.foundBefore(look.target());
    for (int round = 1; round <= MOST_ROUNDS; round++) {
      progress.foundSource(look.source());
      if (look.isSettled()) {
        return settle(look);
      }
      guard.requireReplaceable(look.source(), look.target(), own);
      Optional<Manifest> top = pull(look.source());
      if (top.isPresent() && contentCopier.copyContent(top.get()) == CopyPlan.Decision.DECLINE) {
        return CopyOutcome.DECLINED;
      }
      job.clock().enter(Phase.PUT);
      if (top.isEmpty() || (round <= PATIENT_ROUNDS && hasMoved(look.source()))) {
        look = look();
        continue;
      }
      Look after = put(top.get(), look);
      if (overwrite == Overwrite.NEVER && after.target().equals(Optional.of(look.source()))) {
        // The tag is taken now, by this very copy; a newer source is not to replace it.
        return settle(after);
      }
      look = after;
    }
    if (look.isSettled()) {
      return settle(look);
    }
    throw neverRests();
  }

  /** Puts what was looked at, and looks again. */
  private Look put(Manifest top, Look look) throws RegistryException, InterruptedException {
    guard.put(top, own);
    own.add(top.digest());
    job.clock().enter(Phase.VERIFY);
    Look after = lookAfter(look);
    progress.foundAfter(after.target());
    if (after.source().equals(look.source()) && !after.isSettled()) {
      mismatches++;
      if (mismatches >= MOST_MISMATCHES) {
        throw mismatch(look.source(), after.target());
      }
    }
    return after;
  }

  private CopyOutcome settle(Look look) {
    progress.foundAfter(look.target());
    return own.isEmpty() ? CopyOutcome.ALREADY_PRESENT : CopyOutcome.COPIED;
  }

  /**
   * Looks at both ends; again and again while there is nothing to do only because the source tag
   * lags behind its announcement. Where there is something to do, that is done, and the looks after
   * it see the tag move.
   */
  private Look firstLook(Optional<Announcement> announcement)
      throws RegistryException, InterruptedException {
    Duration pause = FIRST_PAUSE;
    List<Optional<Digest>> found = findBoth();
    while (source instanceof TagReference
        && announcement.isPresent()
        && (found.get(0).isEmpty() || found.get(0).equals(found.get(1)))
        && announcement.get().isAheadOf(found.get(0), Instant.now())) {
      Thread.sleep(pause);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
      found = findBoth();
    }
    return new Look(found.get(0).orElseThrow(this::sourceMissing), found.get(1));
  }

  private Look look() throws RegistryException, InterruptedException {
    return firstLook(Optional.empty());
  }

  /** Looks at both ends at once; a digest is what it is and needs no look. */
  private List<Optional<Digest>> findBoth() throws RegistryException, InterruptedException {
    return Parallel.all(2, List.of(this::findSource, () -> job.target().findDigest(target)));
  }

  /** After the put, a source that is gone is no reason to fail: what it was has arrived. */
  private Look lookAfter(Look before) throws RegistryException, InterruptedException {
    List<Optional<Digest>> found = findBoth();
    return new Look(found.get(0).orElse(before.source()), found.get(1));
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
