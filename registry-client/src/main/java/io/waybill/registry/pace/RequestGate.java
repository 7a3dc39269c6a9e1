package io.waybill.registry.pace;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How much goes on with one registry at once, learnt from how it answers: one more for each round
 * of answers while the room is used, half as much when it is too much (AIMD, as TCP does it; faster
 * up until the first refusal). Who waits is let in, in the order of coming. Safe for many threads.
 *
 * <p>There are three kinds of places. A <em>request</em> has one until its answer begins, and
 * nobody with such a place waits for another one. A <em>download</em> and an <em>upload</em> have
 * one for as long as a blob is in transit; their own requests need no further place. Each of the
 * two gets less than half of the room, and requests never less than half of it, so that no kind
 * waits for another: a layer of 20 GB does not hold up a manifest.
 */
final class RequestGate {
  /** Room at the start; the first answers make it more. */
  private static final int START = 32;

  /** Somebody waiting; whoever makes room lets them in on their behalf. */
  private static final class Waiter {
    private final Condition changed;
    private boolean in;

    Waiter(Condition changed) {
      this.changed = changed;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Waiter> waitingRequests = new ArrayDeque<>();
  private final Deque<Waiter> waitingDownloads = new ArrayDeque<>();
  private final Deque<Waiter> waitingUploads = new ArrayDeque<>();
  private final int most;
  private double limit;
  private boolean refusedBefore;
  private int requests;
  private int downloads;
  private int uploads;

  /** Never lets more in than {@code most}. */
  RequestGate(int most) {
    this.most = most;
    this.limit = Math.min(most, START);
  }

  void enterRequest() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (waitingRequests.isEmpty() && hasRoomForRequest()) {
        requests++;
      } else {
        await(waitingRequests, this::leaveRequest);
      }
    } finally {
      lock.unlock();
    }
  }

  void leaveRequest() {
    lock.lock();
    try {
      requests--;
      letIn();
    } finally {
      lock.unlock();
    }
  }

  void enterDownload() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (waitingDownloads.isEmpty() && hasRoomForTransfer(downloads)) {
        downloads++;
      } else {
        await(waitingDownloads, this::leaveDownload);
      }
    } finally {
      lock.unlock();
    }
  }

  void leaveDownload() {
    lock.lock();
    try {
      downloads--;
      letIn();
    } finally {
      lock.unlock();
    }
  }

  void enterUpload() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (waitingUploads.isEmpty() && hasRoomForTransfer(uploads)) {
        uploads++;
      } else {
        await(waitingUploads, this::leaveUpload);
      }
    } finally {
      lock.unlock();
    }
  }

  void leaveUpload() {
    lock.lock();
    try {
      uploads--;
      letIn();
    } finally {
      lock.unlock();
    }
  }

  /** The registry answered, and not that it is too much. */
  void widen() {
    lock.lock();
    try {
      boolean used = waiting() > 0 || inFlight() * 2 >= room();
      if (used) {
        limit = Math.min(most, limit + (refusedBefore ? 1 / limit : 1));
        letIn();
      }
    } finally {
      lock.unlock();
    }
  }

  /** It is too much. To be told once for each round of answers. */
  void narrow() {
    lock.lock();
    try {
      refusedBefore = true;
      limit = Math.max(1, limit / 2);
    } finally {
      lock.unlock();
    }
  }

  /** How much it lets in at the moment. */
  int limit() {
    lock.lock();
    try {
      return room();
    } finally {
      lock.unlock();
    }
  }

  /** How much goes on. */
  int inFlight() {
    lock.lock();
    try {
      return requests + downloads + uploads;
    } finally {
      lock.unlock();
    }
  }

  /** How many want to be let in. */
  int waiting() {
    lock.lock();
    try {
      return waitingRequests.size() + waitingDownloads.size() + waitingUploads.size();
    } finally {
      lock.unlock();
    }
  }

  private int room() {
    return (int) limit;
  }

  private boolean hasRoomForRequest() {
    return requests < Math.max(room() - downloads - uploads, Math.max(1, room() / 2));
  }

  private boolean hasRoomForTransfer(int under) {
    return under < Math.max(1, (room() - 1) / 2);
  }

  private void letIn() {
    while (!waitingDownloads.isEmpty() && hasRoomForTransfer(downloads)) {
      downloads++;
      letIn(waitingDownloads.removeFirst());
    }
    while (!waitingUploads.isEmpty() && hasRoomForTransfer(uploads)) {
      uploads++;
      letIn(waitingUploads.removeFirst());
    }
    while (!waitingRequests.isEmpty() && hasRoomForRequest()) {
      requests++;
      letIn(waitingRequests.removeFirst());
    }
  }

  private static void letIn(Waiter waiter) {
    waiter.in = true;
    waiter.changed.signal();
  }

  private void await(Deque<Waiter> queue, Runnable giveBack) throws InterruptedException {
    Waiter waiter = new Waiter(lock.newCondition());
    queue.addLast(waiter);
    try {
      while (!waiter.in) {
        waiter.changed.await();
      }
    } catch (InterruptedException stopped) {
      if (waiter.in) {
        giveBack.run();
      } else {
        queue.remove(waiter);
      }
      throw stopped;
    }
  }
}
