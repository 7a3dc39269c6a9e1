package io.waybill.chassis.http;

import io.waybill.schemas.units.ByteSize;
import java.util.concurrent.atomic.AtomicLong;

/** How many bytes of bodies may be in memory at once, over all requests. Safe for many threads. */
final class ByteBudget {
  private final long most;
  private final AtomicLong taken = new AtomicLong();

  ByteBudget(ByteSize most) {
    this.most = most.bytes();
  }

  /** Takes so many bytes, all or none; whether they were left. */
  boolean tryTake(long bytes) {
    long before = taken.get();
    while (before + bytes <= most) {
      if (taken.compareAndSet(before, before + bytes)) {
        return true;
      }
      before = taken.get();
    }
    return false;
  }

  /** Gives bytes back that were taken. */
  void giveBack(long bytes) {
    taken.addAndGet(-bytes);
  }
}
