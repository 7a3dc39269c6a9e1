package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Manifest;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.Overwrite;
import java.util.Optional;
import java.util.Set;

/** Puts the target's reference under its overwrite policy, looking again just before. */
final class TargetGuard {
  private static final int LONGEST_TAG = 128;

  /** Enough to tell the digests of one tag apart; whatever is there by another digest stays. */
  private static final int SHORT_DIGEST = 12;

  private static final int WHOLE_DIGEST = 64;

  private final CopyJob job;
  private final ContentCopier contentCopier;
  private final Reference target;
  private final Overwrite overwrite;
  private final ReferenceProgress progress;

  TargetGuard(
      CopyJob job,
      ContentCopier contentCopier,
      Reference target,
      Overwrite overwrite,
      ReferenceProgress progress) {
    this.job = job;
    this.contentCopier = contentCopier;
    this.target = target;
    this.overwrite = overwrite;
    this.progress = progress;
  }

  /** Fails with {@code IMAGE_EXISTS} where the policy keeps what the target shows. */
  void requireReplaceable(Digest wanted, Optional<Digest> shown, Set<Digest> own)
      throws RegistryException {
    if (overwrite == Overwrite.NEVER
        && target instanceof TagReference
        && shown.isPresent()
        && !shown.get().equals(wanted)
        && !own.contains(shown.get())) {
      throw RegistryException.because(
              FailureCode.IMAGE_EXISTS,
              "copy to " + target,
              "overwrite is off, and the tag is there as " + shown.get() + " and not " + wanted,
              null)
          .asSpent();
    }
  }

  /** Puts the top manifest, after the last look at the target that the policy asks for. */
  void put(SelectedImage image, Set<Digest> own) throws RegistryException, InterruptedException {
    Manifest top = image.top();
    if (overwrite != Overwrite.ALWAYS && target instanceof TagReference tagged) {
      Optional<Digest> shown = job.target().findDigest(target);
      if (shown.equals(Optional.of(top.digest()))) {
        return;
      }
      requireReplaceable(top.digest(), shown, own);
      if (overwrite == Overwrite.BACKUP && shown.isPresent() && !own.contains(shown.get())) {
        backUp(tagged, shown.get());
      }
    }
    contentCopier.put(target, top, image);
  }

  /**
   * Keeps the old digest under a tag of its own; its content is in the repository already. The tag
   * is named after the digest: a copy that is repeated, because the put after this one failed or
   * the worker died, finds it there and makes no second one.
   */
  private void backUp(TagReference tagged, Digest old) throws RegistryException {
    Optional<Manifest> manifest = job.target().find(job.target().name().digest(old));
    if (manifest.isEmpty()) {
      // Somebody deleted it since the last look: there is nothing left to keep.
      return;
    }
    TagReference backup = backupOf(tagged, old.hex().substring(0, SHORT_DIGEST));
    Optional<Digest> kept = job.target().findDigest(backup);
    if (kept.isPresent() && !kept.get().equals(old)) {
      backup = backupOf(tagged, old.hex().substring(0, WHOLE_DIGEST));
      kept = job.target().findDigest(backup);
    }
    if (!kept.equals(Optional.of(old))) {
      job.put(backup, manifest.get().payload(), Optional.empty());
    }
    progress.madeBackup(backup.tag());
  }

  private TagReference backupOf(TagReference tagged, String digest) {
    String suffix = "-backup-" + digest;
    String name = tagged.tag().name();
    int kept = Math.min(name.length(), LONGEST_TAG - suffix.length());
    return job.target().name().tag(Tag.of(name.substring(0, kept) + suffix));
  }
}
