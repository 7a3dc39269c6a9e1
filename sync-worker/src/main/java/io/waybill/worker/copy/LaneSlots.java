package io.waybill.worker.copy;

import io.waybill.chassis.http.Health;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.life.Loop;
import io.waybill.schemas.tasks.CancelRequested;
import io.waybill.worker.circuit.Road;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slots of one queue. It begins with {@value #FIRST_SLOTS}, and doubles them as soon as all are
 * busy, up to as many as are configured: a share consumer costs two threads and a connection, and a
 * worker that starts next to everything else on a small machine has nothing to do yet. A slot joins
 * in a fraction of a second, which a queue that keeps all of them busy does not notice. Slots that
 * were started stay.
 */
public final class LaneSlots {
  private static final Logger LOG = LoggerFactory.getLogger(LaneSlots.class);
  private static final int FIRST_SLOTS = 2;

  private final LaneSettings lane;
  private final SlotTools tools;
  private final KafkaClients clients;
  private final List<CopierSlot> slots = new ArrayList<>();
  private final List<Loop> loops = new ArrayList<>();
  private int busy;
  private boolean closing;

  /** The slots of a queue, not started. */
  public LaneSlots(LaneSettings lane, SlotTools tools, KafkaClients clients) {
    this.lane = lane;
    this.tools = tools;
    this.clients = clients;
    tools.metrics().watchSlots(lane.region(), lane.lane(), this::size, this::busy);
    tools.metrics().watchParking(lane.region(), lane.lane(), this::isParked);
    tools.cancels().listen(this::cancel);
  }

  /** Starts the first slots. The future ends when they take tasks. */
  public synchronized CompletableFuture<Void> start() {
    grow(Math.min(FIRST_SLOTS, lane.slots()));
    return CompletableFuture.allOf(
        slots.stream().map(CopierSlot::ready).toArray(CompletableFuture[]::new));
  }

  /** How many slots there are. */
  public synchronized int size() {
    return slots.size();
  }

  /** How many of them have a task. */
  public synchronized int busy() {
    return busy;
  }

  /** Whether no task is taken, because every registry of the region is left alone. */
  public boolean isParked() {
    return tools.circuits().road(lane.region()) != Road.OPEN;
  }

  /** Good while every slot runs; also while they wait for a registry, which is not their fault. */
  public synchronized Health.Status check() {
    return loops.stream()
        .map(Loop::check)
        .filter(status -> !status.ok())
        .findFirst()
        .orElse(
            Health.Status.good(
                isParked()
                    ? lane.topic() + " waits until a registry of its region answers"
                    : loops.size() + " slots take tasks from " + lane.topic()));
  }

  /**
   * Stops the slots of all queues together: no new task is taken; running ones have the grace to
   * end, and are then cut short and released, so that other workers get them at once.
   */
  public static void close(Collection<LaneSlots> lanes, Duration grace) {
    lanes.forEach(LaneSlots::stopTaking);
    // A clock that is set meanwhile changes nothing.
    long deadline = System.nanoTime() + grace.toNanos();
    for (LaneSlots lane : lanes) {
      lane.awaitIdle(deadline);
    }
    lanes.forEach(LaneSlots::cutShort);
    lanes.forEach(LaneSlots::closeLoops);
  }

  private synchronized void stopTaking() {
    closing = true;
    slots.forEach(CopierSlot::stopTaking);
  }

  private synchronized void awaitIdle(long deadline) {
    try {
      while (busy > 0) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          LOG.info("{} tasks of {} are handed back unfinished", busy, lane.topic());
          return;
        }
        wait(left);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void cutShort() {
    slots.forEach(CopierSlot::cutShort);
  }

  private void closeLoops() {
    List<Loop> all;
    synchronized (this) {
      all = List.copyOf(loops);
    }
    all.parallelStream().forEach(Loop::close);
  }

  private synchronized void onBusy() {
    busy++;
    if (busy == slots.size() && slots.size() < lane.slots() && !closing) {
      grow(Math.min(slots.size(), lane.slots() - slots.size()));
    }
  }

  private synchronized void onIdle() {
    busy--;
    notifyAll();
  }

  private synchronized void cancel(CancelRequested wish) {
    slots.forEach(slot -> slot.cancel(wish));
  }

  private static void work(CopierSlot slot, Loop loop) throws InterruptedException {
    slot.run();
    if (slot.isStopped()) {
      // The other slots may have minutes to end their tasks in, and a loop begins anew at once.
      var _ = loop.pause(Duration.ofDays(1));
    }
  }

  private void grow(int more) {
    for (int i = 0; i < more; i++) {
      CopierSlot slot =
          new CopierSlot(
              lane,
              tools,
              slots.isEmpty(),
              () -> clients.shareConsumer(lane.group()),
              this::onBusy,
              this::onIdle);
      slots.add(slot);
      // A platform thread: while a share consumer waits for its background thread, its poll spins.
      // On virtual threads, as many spinning slots as there are cores hold every carrier, and a
      // lock that an unmounted one has is never given back (seen: a worker that never joined its
      // groups).
      loops.add(Loop.named(lane.topic() + "/" + slots.size(), loop -> work(slot, loop)).start());
    }
  }
}
