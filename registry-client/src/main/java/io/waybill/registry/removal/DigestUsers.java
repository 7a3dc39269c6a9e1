package io.waybill.registry.removal;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.registry.protocol.ManifestChecker;
import io.waybill.registry.protocol.ManifestOutcome;
import io.waybill.registry.protocol.ManifestPuller;
import io.waybill.registry.protocol.RegistryCaller;
import io.waybill.registry.protocol.TagLister;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Shows that nothing but one tag needs a manifest, before that is deleted by its digest: docker
 * distribution takes every tag of a digest away with it, and an index that names it would be
 * broken. Every other tag of the repository is asked what it shows.
 *
 * <p>Between the last question and the delete somebody may put a tag on the digest: registries have
 * no way to rule that out, and the time is that of one request.
 */
final class DigestUsers {
  /** More questions than this for one tag are not worth it. */
  private static final int MOST_TAGS = 1_000;

  private static final int DEEPEST = 4;

  private final ManifestChecker checker;
  private final ManifestPuller puller;
  private final TagLister lister;

  DigestUsers(RegistryCaller caller) {
    this.checker = new ManifestChecker(caller);
    this.puller = new ManifestPuller(caller);
    this.lister = new TagLister(caller);
  }

  /** Fails where anything else may need what the tag shows. */
  void requireNoOther(TagReference target, Digest digest) throws RegistryException {
    Set<Digest> cleared = new HashSet<>();
    for (Tag other : others(target)) {
      TagReference reference = target.repository().tag(other);
      if (checker.check(reference) instanceof ManifestOutcome.Present(Descriptor shown)) {
        if (shown.digest().equals(digest)) {
          throw refused(
              target, "the tag " + other + " shows the same digest and would go with it", digest);
        }
        if (names(target, shown, digest, cleared, 1)) {
          throw refused(
              target, "the index " + other + " names that digest and would be broken", digest);
        }
      }
    }
  }

  private List<Tag> others(TagReference target) throws RegistryException {
    List<Tag> others = new ArrayList<>();
    lister.list(
        target.repository(),
        tag -> {
          if (!tag.equals(target.tag())) {
            others.add(tag);
          }
          if (others.size() > MOST_TAGS) {
            throw RegistryException.because(
                    FailureCode.DELETE_REFUSED,
                    "delete " + target,
                    "the registry deletes by digest only, and the repository has more than "
                        + MOST_TAGS
                        + " tags that would have to be asked whether they need it, too",
                    null)
                .asSpent();
          }
        });
    return others;
  }

  private boolean names(
      TagReference target, Descriptor shown, Digest digest, Set<Digest> cleared, int depth)
      throws RegistryException {
    // Where a registry does not say what it is, it is read.
    boolean mayBeIndex = shown.mediaType().isBlank() || MediaTypes.isIndex(shown.mediaType());
    if (!mayBeIndex || !cleared.add(shown.digest())) {
      return false;
    }
    if (depth > DEEPEST) {
      throw refused(target, "an index in the repository is nested too deeply to be read", digest);
    }
    List<Descriptor> children;
    try {
      children = puller.pull(target.repository().digest(shown.digest())).manifests();
    } catch (RegistryException failure) {
      if (failure.hasStatus(404)) {
        // A child that an index lacks, or a tag that went meanwhile, needs nothing.
        return false;
      }
      throw failure;
    }
    for (Descriptor child : children) {
      if (child.digest().equals(digest) || names(target, child, digest, cleared, depth + 1)) {
        return true;
      }
    }
    return false;
  }

  private static RegistryException refused(TagReference target, String why, Digest digest) {
    return RegistryException.because(
            FailureCode.DELETE_REFUSED,
            "delete " + target,
            "the registry deletes by digest only (" + digest + "), and " + why,
            null)
        .asSpent()
        .withHint(
            "Use a registry that deletes single tags at the target (docker distribution from 3.0"
                + " on), or delete what shares the digest as well.");
  }
}
