package io.waybill.registry.pace;

/** What time it is, and waiting for it to be later. */
public interface PaceClock {
  /** The machine's. */
  PaceClock SYSTEM =
      new PaceClock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void sleep(long nanos) throws InterruptedException {
          Thread.sleep(nanos / 1_000_000, (int) (nanos % 1_000_000));
        }
      };

  /** Nanoseconds from some moment on. */
  long nanos();

  /** Waits; not at all where there is nothing to wait for. */
  void sleep(long nanos) throws InterruptedException;
}
