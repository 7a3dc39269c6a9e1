package io.waybill.schemas.records;

/**
 * How long each part of an attempt took, in milliseconds.
 *
 * @param queueMs from the task being put on the queue to the attempt's start
 * @param resolveMs finding out what the source reference is now
 * @param checkMs comparing with what the target has
 * @param transferMs moving blobs and child manifests
 * @param putMs putting the last manifest, with the second look at the source before it
 * @param verifyMs reading the target's digest back, with the third look at the source
 */
public record Phases(
    long queueMs, long resolveMs, long checkMs, long transferMs, long putMs, long verifyMs) {

  /** No time at all. */
  public static final Phases NONE = new Phases(0, 0, 0, 0, 0, 0);

  /** The same with the time spent in the queue. */
  public Phases withQueueMs(long waitedMs) {
    return new Phases(waitedMs, resolveMs, checkMs, transferMs, putMs, verifyMs);
  }
}
