package io.waybill.schemas.records;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.tasks.TaskId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A worker is about to put a digest under a tag, and the tag's registry may announce that as a push
 * from then on. Told only while rules go round, where that push is not to be carried back
 * (docs/adr/0016-rules-that-go-round.md); history does not need it.
 *
 * @param taskId the task
 * @param target the tag that is put
 * @param digest what it is to show
 * @param source what it was made from; null where the target itself is the only one to know it: a
 *     backup, a list of referrers that was added to
 * @param at when; each put that may be announced has a moment of its own
 */
public record CopyAnnounced(
    TaskId taskId, Reference target, Digest digest, @Nullable Reference source, Instant at)
    implements TaskFact {
  /** Refuses what no registry announces as the push of a tag. */
  public CopyAnnounced {
    if (!(target instanceof TagReference)) {
      throw new IllegalArgumentException("a copy is announced for a tag, not for " + target);
    }
  }
}
