package io.waybill.gateway.spool;

/** What is known of one file of the spool; guarded by the {@link Backlog} that it belongs to. */
final class Segment {
  private final long number;
  private int length;
  private boolean sealed;
  private boolean damaged;

  Segment(long number, int length, boolean sealed) {
    this.number = number;
    this.length = length;
    this.sealed = sealed;
  }

  long number() {
    return number;
  }

  /** How much of it is certain to be on disk. */
  int length() {
    return length;
  }

  void grow(int bytes) {
    length += bytes;
  }

  /** Whether nothing is added any more. */
  boolean isSealed() {
    return sealed;
  }

  void seal() {
    sealed = true;
  }

  /** Whether a part of it could not be read. */
  boolean isDamaged() {
    return damaged;
  }

  void markDamaged() {
    damaged = true;
  }
}
