package io.waybill.worker.scan;

import io.waybill.chassis.http.Health;
import io.waybill.chassis.kafka.Groups;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.life.Loop;
import io.waybill.schemas.wire.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The slots of a worker for steps of scans. A few are enough: a step waits for registries, and asks
 * for many things at once.
 */
public final class ScanSlots implements AutoCloseable {
  private final List<ScanSlot> slots = new ArrayList<>();
  private final List<Loop> loops = new ArrayList<>();

  /**
   * Starts the slots.
   *
   * @param count how many
   * @param deliveryLimit the delivery at which a step is given up; less than Kafka's own limit
   */
  public static ScanSlots start(
      int count, int deliveryLimit, ScanTools tools, KafkaClients clients) {
    ScanSlots all = new ScanSlots();
    for (int i = 1; i <= count; i++) {
      ScanSlot slot =
          new ScanSlot(tools, deliveryLimit, () -> clients.shareConsumer(Groups.SCANNERS));
      all.slots.add(slot);
      // A platform thread: see LaneSlots.
      all.loops.add(Loop.named(Topics.SCANS + "/" + i, loop -> work(slot, loop)).start());
    }
    return all;
  }

  private static void work(ScanSlot slot, Loop loop) throws InterruptedException {
    slot.run();
    if (slot.isStopped()) {
      // A loop begins anew at once, and the other slots may still be closing.
      var _ = loop.pause(Duration.ofDays(1));
    }
  }

  /** Ends when the slots take steps. */
  public CompletableFuture<Void> ready() {
    return CompletableFuture.allOf(
        slots.stream().map(ScanSlot::ready).toArray(CompletableFuture[]::new));
  }

  /** Good while every slot runs. */
  public Health.Status check() {
    return loops.stream()
        .map(Loop::check)
        .filter(status -> !status.ok())
        .findFirst()
        .orElse(Health.Status.good(loops.size() + " slots take steps from " + Topics.SCANS));
  }

  /** Takes no more steps; what is at work goes back, so that other workers get it at once. */
  @Override
  public void close() {
    slots.forEach(ScanSlot::stop);
    loops.parallelStream().forEach(Loop::close);
  }
}
