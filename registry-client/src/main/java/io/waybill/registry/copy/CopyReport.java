package io.waybill.registry.copy;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.Transfer;
import java.util.List;
import java.util.Optional;

/**
 * What an attempt found and did.
 *
 * @param outcome how it ended
 * @param sourceDigest what the source was when last looked at; empty where it was not found out
 * @param targetBefore what the target tag pointed to when the attempt began; empty = nothing
 * @param targetAfter what the target points to now, read back from it; empty where nothing was put
 * @param backupTag the tag that keeps the replaced digest, where the policy made one
 * @param transfer what was moved and what was not
 * @param phases how long each part took; {@code queueMs} is 0
 * @param referrers the signatures and other referrers that were carried, in order
 * @param rebuilt whether the target is to show an index that was made of the selected platforms,
 *     whose digest is not the source's; {@code targetAfter} is that digest, once it is there
 * @param passedOver why the source was passed over, as the end of a sentence, where it was
 */
public record CopyReport(
    CopyOutcome outcome,
    Optional<Digest> sourceDigest,
    Optional<Digest> targetBefore,
    Optional<Digest> targetAfter,
    Optional<Tag> backupTag,
    Transfer transfer,
    Phases phases,
    List<CopiedReferrer> referrers,
    boolean rebuilt,
    Optional<String> passedOver) {

  /** Keeps a copy of the list. */
  public CopyReport {
    referrers = List.copyOf(referrers);
  }

  /** A report of a copy whose target shows the source's own digest. */
  public CopyReport(
      CopyOutcome outcome,
      Optional<Digest> sourceDigest,
      Optional<Digest> targetBefore,
      Optional<Digest> targetAfter,
      Optional<Tag> backupTag,
      Transfer transfer,
      Phases phases,
      List<CopiedReferrer> referrers) {
    this(
        outcome,
        sourceDigest,
        targetBefore,
        targetAfter,
        backupTag,
        transfer,
        phases,
        referrers,
        false,
        Optional.empty());
  }
}
