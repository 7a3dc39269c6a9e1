package io.waybill.worker.scan;

import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.scans.ScanFinding;
import java.util.Optional;

/** What a look at both ends has shown. */
sealed interface Comparison {
  /** Both are the same. */
  record Equal() implements Comparison {}

  /**
   * Nothing is at the target.
   *
   * @param source what the source is, where it was asked
   */
  record Absent(Optional<Digest> source) implements Comparison {}

  /**
   * Something else is at the target.
   *
   * @param source what the source is
   * @param target what the target is
   */
  record Different(Digest source, Digest target) implements Comparison {}

  /**
   * Nobody can say.
   *
   * @param failure why
   */
  record Failed(Failure failure) implements Comparison {}

  /** What it means for a target that may be overwritten, or may not. */
  default Optional<ScanFinding.Verdict> verdict(boolean overwrites) {
    return switch (this) {
      case Equal equal -> Optional.empty();
      case Absent absent -> Optional.of(ScanFinding.Verdict.COPY);
      case Different different ->
          Optional.of(overwrites ? ScanFinding.Verdict.OVERWRITE : ScanFinding.Verdict.REFUSED);
      case Failed failed -> Optional.of(ScanFinding.Verdict.FAILED);
    };
  }
}
