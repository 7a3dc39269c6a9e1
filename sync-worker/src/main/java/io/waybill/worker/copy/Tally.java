package io.waybill.worker.copy;

import io.waybill.registry.copy.CopyReport;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.Transfer;
import java.util.Optional;

/**
 * What all tries of one attempt did together. One thread's.
 *
 * <p>{@code digestBefore} is what the first try that looked saw, {@code digestAfter} what the last
 * one saw.
 */
final class Tally {
  private Transfer transfer = Transfer.NONE;
  private Phases phases = Phases.NONE;
  private Optional<Digest> digestBefore = Optional.empty();
  private Optional<Digest> digestAfter = Optional.empty();
  private Optional<Digest> rebuiltFrom = Optional.empty();
  private Optional<Tag> backupTag = Optional.empty();
  private int referrers;

  void add(CopyReport report) {
    transfer = sum(transfer, report.transfer());
    phases = sum(phases, report.phases());
    digestBefore = digestBefore.or(report::targetBefore);
    digestAfter = report.targetAfter().or(() -> digestAfter);
    rebuiltFrom = report.rebuilt() ? report.sourceDigest() : Optional.empty();
    backupTag = report.backupTag().or(() -> backupTag);
    referrers = Math.max(referrers, report.referrers().size());
  }

  Transfer transfer() {
    return transfer;
  }

  Phases phases() {
    return phases;
  }

  Optional<Digest> digestBefore() {
    return digestBefore;
  }

  Optional<Digest> digestAfter() {
    return digestAfter;
  }

  /** The source's digest, where the target gets another one. */
  Optional<Digest> rebuiltFrom() {
    return rebuiltFrom;
  }

  /** The tag that keeps what was there before, whichever try made it. */
  Optional<Tag> backupTag() {
    return backupTag;
  }

  int referrers() {
    return referrers;
  }

  private static Transfer sum(Transfer one, Transfer other) {
    return new Transfer(
        one.bytesRead() + other.bytesRead(),
        one.bytesWritten() + other.bytesWritten(),
        one.bytesSkipped() + other.bytesSkipped(),
        one.bytesMounted() + other.bytesMounted(),
        one.blobsCopied() + other.blobsCopied(),
        one.blobsSkipped() + other.blobsSkipped(),
        one.blobsMounted() + other.blobsMounted(),
        one.manifests() + other.manifests());
  }

  private static Phases sum(Phases one, Phases other) {
    return new Phases(
        one.queueMs() + other.queueMs(),
        one.resolveMs() + other.resolveMs(),
        one.checkMs() + other.checkMs(),
        one.transferMs() + other.transferMs(),
        one.putMs() + other.putMs(),
        one.verifyMs() + other.verifyMs());
  }
}
