package io.waybill.registry.copy;

import io.waybill.registry.feed.CopyInterest;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
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

  /** The same for something on the side: only its manifests are told of. */
  CopyJob withoutPlans() {
    CopyListener quiet =
        new CopyListener() {
          @Override
          public void onManifestPut(Reference reference, Digest digest) {
            listener.onManifestPut(reference, digest);
          }
        };
    return new CopyJob(parts, source, target, quiet, tally, clock, foreignLayers, interest);
  }
}
