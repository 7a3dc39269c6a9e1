package io.waybill.registry.removal;

import io.waybill.registry.failures.RegistryAnswer;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.ManifestChecker;
import io.waybill.registry.protocol.ManifestPuller;
import io.waybill.registry.protocol.RegistryCaller;
import io.waybill.registry.protocol.TagLister;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.TagReference;
import java.util.Optional;
import java.util.Set;

/**
 * Says whether a tag is gone at the source. "Gone" takes two witnesses: the registry answers 404 to
 * the tag, with a registry's own error code and not a proxy's page, and it lists the repository's
 * tags without it. So neither credentials that ended, nor a registry that has lost its storage or
 * is not itself, is ever taken for a deletion: whatever else is answered fails.
 */
final class SourceWitness {
  /** docker distribution, the OCI specification; Harbor and GitLab. */
  private static final Set<String> UNKNOWN =
      Set.of("MANIFEST_UNKNOWN", "NAME_UNKNOWN", "TAG_UNKNOWN", "NOT_FOUND");

  private final ManifestChecker checker;
  private final ManifestPuller puller;
  private final TagLister lister;

  SourceWitness(RegistryCaller caller) {
    this.checker = new ManifestChecker(caller);
    this.puller = new ManifestPuller(caller);
    this.lister = new TagLister(caller);
  }

  /**
   * What the tag shows; empty = it is gone.
   *
   * @param unknownRepositoryIsGone whether a repository that the registry does not know counts
   */
  Optional<Digest> find(TagReference tag, boolean unknownRepositoryIsGone)
      throws RegistryException {
    Optional<Digest> found = look(tag);
    if (found.isEmpty()) {
      found = read(tag);
    }
    if (found.isEmpty()) {
      requireUnlisted(tag, unknownRepositoryIsGone);
    }
    return found;
  }

  /** What the tag shows, by one look; that it shows nothing proves nothing. */
  Optional<Digest> look(TagReference tag) throws RegistryException {
    return checker.check(tag).digest();
  }

  /** Only an answer with a body tells a registry's 404 from any other. */
  private Optional<Digest> read(TagReference tag) throws RegistryException {
    try {
      return Optional.of(puller.pull(tag).digest());
    } catch (RegistryException failure) {
      if (failure.hasStatus(404) && failure.answer().filter(SourceWitness::isItsOwn).isPresent()) {
        return Optional.empty();
      }
      throw failure.hasStatus(404)
          ? suspicious(tag, "its 404 is not that of a registry: " + failure.getMessage())
          : failure;
    }
  }

  private static boolean isItsOwn(RegistryAnswer answer) {
    return answer.errors().stream().anyMatch(error -> UNKNOWN.contains(error.code()));
  }

  private void requireUnlisted(TagReference tag, boolean unknownRepositoryIsGone)
      throws RegistryException {
    try {
      lister.list(
          tag.repository(),
          listed -> {
            if (listed.equals(tag.tag())) {
              throw contradiction(tag);
            }
          });
    } catch (RegistryException failure) {
      if (!TagLister.isRepositoryUnknown(failure)) {
        throw failure;
      }
      if (!unknownRepositoryIsGone) {
        throw suspicious(
                tag,
                "the source registry does not know the whole repository "
                    + tag.repository()
                    + " any more, which may as well be a fault of its storage")
            .withHint(
                "If the repository was deleted on purpose, replay this task: a replay takes that"
                    + " for an answer. Else look at the source registry.");
      }
    }
  }

  /** A list that lags behind catches up. */
  private static RegistryException contradiction(TagReference tag) {
    return RegistryException.because(
            FailureCode.REGISTRY_ERROR,
            attempted(tag),
            "the source registry says that the tag is unknown, and lists it",
            null)
        .asSpent();
  }

  private static RegistryException suspicious(TagReference tag, String why) {
    return RegistryException.because(FailureCode.DELETE_REFUSED, attempted(tag), why, null)
        .asSpent();
  }

  private static String attempted(TagReference tag) {
    return "find out whether " + tag + " is gone";
  }
}
