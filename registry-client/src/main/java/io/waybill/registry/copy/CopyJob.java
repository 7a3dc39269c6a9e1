package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.feed.CopyInterest;
import io.waybill.registry.manifests.ManifestPayload;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.ForeignLayers;
import java.util.Optional;

/**
 * What the steps of one copy share.
 *
 * @param parts what they share with all other copies
 * @param source the repository that is read
 * @param target the repository that is written
 * @param listener who is told
 * @param tally what is counted
 * @param clock what is timed
 * @param foreignLayers what happens to layers that have an address of their own
 * @param interest what the other copies know of it
 */
record CopyJob(
    EngineParts parts,
    SourceRepository source,
    TargetRepository target,
    CopyListener listener,
    CopyTally tally,
    PhaseClock clock,
    ForeignLayers foreignLayers,
    CopyInterest interest) {

  /** What is known of the target repository before it is asked. */
  Optional<RepositorySurvey> survey() {
    return parts.surveys().find(target.name());
  }

  /**
   * Puts a manifest under a reference of the target, and tells of it.
   *
   * @param origin what it was made from at the source, if it was
   */
  void put(Reference reference, ManifestPayload manifest, Optional<Reference> origin)
      throws RegistryException {
    target.push(reference, manifest, () -> announce(reference, manifest.digest(), origin));
    tally.put(manifest.bytes().length);
    listener.onManifestPut(reference, manifest.digest());
  }

  private void announce(Reference reference, Digest digest, Optional<Reference> origin)
      throws InterruptedException {
    if (reference instanceof TagReference tagged) {
      listener.onTagPut(tagged, digest, origin);
    }
  }

  /** The same for something on the side: only its manifests are told of. */
  CopyJob withoutPlans() {
    CopyListener quiet =
        new CopyListener() {
          @Override
          public void onTagPut(TagReference tagged, Digest digest, Optional<Reference> origin)
              throws InterruptedException {
            listener.onTagPut(tagged, digest, origin);
          }

          @Override
          public void onManifestPut(Reference reference, Digest digest) {
            listener.onManifestPut(reference, digest);
          }
        };
    return new CopyJob(parts, source, target, quiet, tally, clock, foreignLayers, interest);
  }
}
