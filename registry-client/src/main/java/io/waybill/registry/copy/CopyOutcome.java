package io.waybill.registry.copy;

/** How an attempt ended. */
public enum CopyOutcome {
  /** The target is what the source is, and this attempt made it so. */
  COPIED,
  /** The target was what the source is already; at most referrers were carried. */
  ALREADY_PRESENT,
  /** The source is of a kind that is not wanted; nothing was moved. */
  PASSED_OVER,
  /** The source is gone, and this attempt took the target away; only of deletions. */
  REMOVED,
  /** The source is gone, and so was the target; only of deletions. */
  ALREADY_GONE,
  /** The listener declined the plan; no blob, manifest or tag was written. */
  DECLINED,
  /** The attempt failed; only in the partial report of a {@link CopyFailure}. */
  INCOMPLETE
}
