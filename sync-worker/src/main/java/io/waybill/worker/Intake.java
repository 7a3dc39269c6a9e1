package io.waybill.worker;

import io.waybill.worker.copy.LaneSlots;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whatever of a worker takes work: its slots, its scanner and its planner. They end side by side,
 * so that none takes work while it waits for another to end, and an end that Kafka makes slow is
 * waited for within the grace time and not after it.
 */
final class Intake implements AutoCloseable {
  private final Duration grace;
  private final List<LaneSlots> lanes = new ArrayList<>();
  private final List<Runnable> others = new ArrayList<>();

  /**
   * Nothing yet.
   *
   * @param grace for how long running tasks may go on when the rest is told to stop
   */
  Intake(Duration grace) {
    this.grace = grace;
  }

  /** Slots that are to be stopped, whether or not they were started. */
  synchronized void add(LaneSlots slots) {
    lanes.add(slots);
  }

  /** What else is to be stopped, and how. */
  synchronized void add(Runnable stop) {
    others.add(stop);
  }

  /** Takes no more work from here on, and returns when all that ran has ended or is handed back. */
  @Override
  public synchronized void close() {
    List<Thread> stopping =
        others.stream().map(stop -> Thread.ofVirtual().name("stopping").start(stop)).toList();
    LaneSlots.close(lanes, grace);
    try {
      for (Thread thread : stopping) {
        thread.join();
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }
}
