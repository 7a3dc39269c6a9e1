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
 * @param heldUntil when the last of those that wait for a decision was held; null = none of them
 *     waits for a person
 */
public record BrakeState(
    int waiting,
    int released,
    @Nullable Instant heldSince,
    @Nullable String reason,
    @Nullable Instant heldUntil) {

  /** Whether somebody has to decide. */
  public boolean asks() {
    return heldSince != null;
  }
}
