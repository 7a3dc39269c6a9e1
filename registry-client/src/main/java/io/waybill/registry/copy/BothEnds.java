package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.Manifest;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.DigestReference;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Looks at what a reference is at the source and at the target, as often as a copy has to know. A
 * digest is what it is and needs no look. For one thread.
 */
final class BothEnds {
  /**
   * Between two looks at a source tag that lags behind its announcement: doubled up to the other.
   */
  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);

  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  private final CopyJob job;
  private final Reference source;
  private final Reference target;

  /** What the source tag was, where the first look has read it. */
  private Optional<Manifest> read = Optional.empty();

  /** When the source was asked last, by {@link System#nanoTime}. */
  private long askedAt;

  BothEnds(CopyJob job, Reference source, Reference target) {
    this.job = job;
    this.source = source;
    this.target = target;
  }

  /**
   * What both ends are.
   *
   * @param source what the source is
   * @param target what the target shows; empty = nothing
   */
  record Look(Digest source, Optional<Descriptor> target) {
    Optional<Digest> targetDigest() {
      return target.map(Descriptor::digest);
    }

    boolean shows(Digest wanted) {
      return targetDigest().equals(Optional.of(wanted));
    }
  }

  /** What there is at both ends, if anything. */
  private record Found(Optional<Digest> source, Optional<Descriptor> target) {
    Optional<Look> look() {
      return source.map(digest -> new Look(digest, target));
    }
  }

  /** Says whether a look shows that something has to be done. */
  interface Judgement {
    boolean hasWork(Look look) throws RegistryException;
  }

  /**
   * Looks at both ends; again and again while there is nothing to do only because the source tag
   * lags behind its announcement. Where there is something to do, that is done, and the looks after
   * it see the tag move. A target whose list of tags has shown that there is nothing is not looked
   * at.
   *
   * @param announcement what the source tag is said to have been moved to just now
   */
  Look firstLook(Optional<Announcement> announcement, Judgement judgement)
      throws RegistryException, InterruptedException {
    if (announcement.isEmpty() && isTargetAbsent()) {
      return lookBySource();
    }
    Duration pause = FIRST_PAUSE;
    Found found = findBoth();
    while (source instanceof TagReference
        && announcement.isPresent()
        && !hasWork(found, judgement)
        && announcement.get().isAheadOf(found.source(), Instant.now())) {
      Thread.sleep(pause);
      pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
      found = findBoth();
    }
    return found.look().orElseThrow(this::sourceMissing);
  }

  private static boolean hasWork(Found found, Judgement judgement) throws RegistryException {
    return found.look().isPresent() && judgement.hasWork(found.look().get());
  }

  /** Whether the target's list of tags has shown that there is nothing to look at. */
  private boolean isTargetAbsent() {
    return target instanceof TagReference tagged
        && job.survey().filter(survey -> survey.takeAbsent(tagged.tag())).isPresent();
  }

  /** There is something to copy in any case: the manifest itself says which digest a tag has. */
  private Look lookBySource() throws RegistryException {
    askedAt = System.nanoTime();
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

  /** Looks at both ends, of which the source has to be there. */
  Look look() throws RegistryException, InterruptedException {
    return findBoth().look().orElseThrow(this::sourceMissing);
  }

  /** After the put, a source that is gone is no reason to fail: what it was has arrived. */
  Look lookAfter(Look before) throws RegistryException, InterruptedException {
    Found found = findBoth();
    return new Look(found.source().orElse(before.source()), found.target());
  }

  /** Looks at both ends at once. */
  private Found findBoth() throws RegistryException, InterruptedException {
    askedAt = System.nanoTime();
    List<Optional<Descriptor>> found =
        Parallel.all(
            2,
            List.of(
                () -> findSource().map(digest -> Descriptor.of("", digest, -1)),
                () -> job.target().findDescriptor(target)));
    return new Found(found.get(0).map(Descriptor::digest), found.get(1));
  }

  private Optional<Digest> findSource() throws RegistryException {
    return switch (source) {
      case TagReference tagged -> job.source().findDigest(tagged);
      case DigestReference fixed -> Optional.of(fixed.digest());
    };
  }

  /**
   * Whether the source is something else by now; not asked where that was done so short a while ago
   * that the look after the put will do (docs/adr/0008-one-look-before-a-quick-put.md).
   */
  boolean hasMovedMeanwhile(Digest copied) throws RegistryException {
    long age = System.nanoTime() - askedAt;
    return age >= job.parts().settings().freshLook().toNanos() && hasMoved(copied);
  }

  private boolean hasMoved(Digest copied) throws RegistryException {
    return source instanceof TagReference
        && !job.source().findDigest(source).orElseThrow(this::sourceMissing).equals(copied);
  }

  /** The source's manifest; empty where a tag has moved on and its old digest is gone already. */
  Optional<Manifest> pull(Digest digest) throws RegistryException {
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

  private RegistryException sourceMissing() {
    String kind = source instanceof TagReference ? "tag" : "digest";
    return RegistryException.because(
            FailureCode.SOURCE_NOT_FOUND,
            "copy " + source,
            "the source registry has no such " + kind + " in that repository",
            null)
        .asSpent();
  }
}
