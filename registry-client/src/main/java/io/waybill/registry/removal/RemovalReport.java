package io.waybill.registry.removal;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.records.Phases;
import java.util.Optional;

/**
 * What was found and done.
 *
 * @param outcome how it ended
 * @param source what the source tag shows; empty = it is gone
 * @param targetBefore what the target tag showed; empty = nothing, or it was not looked at
 * @param phases how long each part took; {@code queueMs} and {@code transferMs} are 0
 */
public record RemovalReport(
    Outcome outcome, Optional<Digest> source, Optional<Digest> targetBefore, Phases phases) {

  /** How a removal ended. */
  public enum Outcome {
    /** The target tag was there, and is not any more. */
    REMOVED,
    /** The target has no such tag. */
    ALREADY_GONE,
    /** The source tag is there: nothing was deleted, or it came back while it was. */
    SOURCE_THERE
  }
}
