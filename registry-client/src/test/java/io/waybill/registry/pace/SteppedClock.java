package io.waybill.registry.pace;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A time that passes only while all threads of a scene wait for it, and then at once: whatever the
 * machine does, the scene takes as long as it would on one that is infinitely fast.
 */
final class SteppedClock implements PaceClock {
  interface Part {
    void play() throws Exception;
  }

  private record Sleeper(long until, long order, Condition woken) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final PriorityQueue<Sleeper> sleepers =
      new PriorityQueue<>(
          (one, other) ->
              one.until() == other.until()
                  ? Long.compare(one.order(), other.order())
                  : Long.compare(one.until(), other.until()));
  private long now;
  private long slept;
  private int awake;

  @Override
  public long nanos() {
    lock.lock();
    try {
      return now;
    } finally {
      lock.unlock();
    }
  }

  double seconds() {
    return nanos() / 1e9;
  }

  @Override
  public void sleep(long nanos) throws InterruptedException {
    lock.lock();
    try {
      Sleeper sleeper = new Sleeper(now + Math.max(0, nanos), slept++, lock.newCondition());
      sleepers.add(sleeper);
      awake--;
      wakeNext();
      while (sleepers.contains(sleeper)) {
        sleeper.woken().await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Plays the parts at the same time, to their ends. */
  void play(List<Part> parts) throws Exception {
    awake = parts.size();
    List<Exception> faults = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (Part part : parts) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      part.play();
                    } catch (Exception fault) {
                      synchronized (faults) {
                        faults.add(fault);
                      }
                    } finally {
                      leave();
                    }
                  }));
    }
    for (Thread thread : threads) {
      if (!thread.join(java.time.Duration.ofMillis(TimeUnit.MINUTES.toMillis(2)))) {
        throw new AssertionError("A part of the scene never ends: " + thread);
      }
    }
    if (!faults.isEmpty()) {
      throw faults.getFirst();
    }
  }

  private void leave() {
    lock.lock();
    try {
      awake--;
      wakeNext();
    } finally {
      lock.unlock();
    }
  }

  private void wakeNext() {
    if (awake == 0 && !sleepers.isEmpty()) {
      Sleeper next = sleepers.remove();
      now = Math.max(now, next.until());
      awake++;
      next.woken().signal();
    }
  }
}
