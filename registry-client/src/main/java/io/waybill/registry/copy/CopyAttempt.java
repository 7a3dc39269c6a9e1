package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.feed.CopyInterest;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.pace.Bandwidth;
import io.waybill.registry.pace.PaceClock;
import io.waybill.schemas.names.Digest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One run of one request, on a thread of its own; tells what it knows also after it failed. */
final class CopyAttempt {
  private final EngineParts parts;
  private final CopyRequest request;
  private final CopyListener listener;
  private final CopyTally tally = new CopyTally();
  private final PhaseClock clock = new PhaseClock();
  private final ReferenceProgress progress = new ReferenceProgress();
  private volatile @Nullable ReferrersCopier referrersCopier;
  private volatile Optional<String> passedOver = Optional.empty();

  CopyAttempt(EngineParts parts, CopyRequest request, CopyListener listener) {
    this.parts = parts;
    this.request = request;
    this.listener = listener;
  }

  CopyReport run() throws RegistryException, InterruptedException {
    try (CopyInterest interest =
        parts.reads().enter(request.source(), request.target().repository().registry())) {
      return run(interest);
    }
  }

  private CopyReport run(CopyInterest interest) throws RegistryException, InterruptedException {
    CopyJob job =
        new CopyJob(
            parts,
            new SourceRepository(parts, request.source().repository()),
            new TargetRepository(
                parts.clients(), parts.settings(), request.target().repository(), limits()),
            listener,
            tally,
            clock,
            request.foreignLayers(),
            interest);
    passedOver =
        new ArtifactGate(job.source(), request.artifacts())
            .findRefusal(request.source(), request.announcement());
    if (passedOver.isPresent()) {
      return report(CopyOutcome.PASSED_OVER);
    }
    ImageSelector selector = new ImageSelector(job, request.platforms());
    CopyOutcome outcome =
        new ReferenceCopy(job, request, selector, progress).run(request.announcement());
    // What its referrers name is announced when it is known; nobody has to wait for that.
    interest.announce(List.of());
    if (request.referrers() && outcome != CopyOutcome.DECLINED) {
      carryReferrers(job, selector);
    }
    return report(outcome);
  }

  /** What is read keeps the pace of what is written, so one end of the copy is limited. */
  private List<Bandwidth> limits() {
    return request.bandwidth().map(most -> new Bandwidth(most, PaceClock.SYSTEM)).stream().toList();
  }

  private void carryReferrers(CopyJob job, ImageSelector selector)
      throws RegistryException, InterruptedException {
    Optional<Digest> digest = progress.after().or(progress::source);
    ReferrersCopier copier = new ReferrersCopier(job, request.overwrite());
    if (digest.isEmpty() || copier.isNothingToFind()) {
      return;
    }
    referrersCopier = copier;
    // What the target has is what is signed; a source that has moved on has its own next copy. An
    // index that was rebuilt is signed by nobody, but what it names is.
    Optional<Manifest> top =
        progress.isRebuilt()
            ? job.source().find(job.source().name().digest(progress.source().orElseThrow()))
            : job.target().find(job.target().name().digest(digest.get()));
    if (top.isPresent()) {
      copier.carry(selector.select(top.get()));
    }
  }

  /** What is known and done so far. */
  CopyReport report(CopyOutcome outcome) {
    ReferrersCopier copier = referrersCopier;
    return new CopyReport(
        outcome,
        progress.source(),
        progress.before(),
        progress.after(),
        progress.backupTag(),
        tally.transfer(),
        clock.read(),
        copier == null ? List.of() : copier.carried(),
        progress.isRebuilt(),
        passedOver);
  }
}
