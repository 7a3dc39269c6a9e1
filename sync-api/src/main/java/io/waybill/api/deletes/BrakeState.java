package io.waybill.api.deletes;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a rule's deletes stand.
 *
 * @param waiting how many wait, for the gate or for a person
 * @param released how many were let go within the last hour
 * @param heldSince since when all of them wait for a person; null = they do not
 * @param reason why, as a part of a sentence; null = they do not
 */
public record BrakeState(
    int waiting, int released, @Nullable Instant heldSince, @Nullable String reason) {

  /** Whether somebody has to decide. */
  public boolean asks() {
    return heldSince != null;
  }
}
