package io.waybill.gateway;

import java.time.Duration;
import java.util.Iterator;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what Kafka has not confirmed in time, whatever its client does meanwhile. All deliveries
 * have the same time, so one thread looks at all of them now and then: a timer for each, set and
 * cancelled, cost as much CPU as the rest of the hand-over to Kafka.
 */
final class Deadlines implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Deadlines.class);

  /** How late it may be. */
  private static final Duration TICK = Duration.ofMillis(10);

  private final Duration time;
  private final Queue<Pending> pending = new ConcurrentLinkedQueue<>();
  private final Thread thread =
      Thread.ofVirtual().name("the gateway's deadlines").unstarted(this::run);

  private record Pending(CompletableFuture<Void> confirmation, long since) {}

  private Deadlines(Duration time) {
    this.time = time;
  }

  /** Begins to look. */
  static Deadlines begin(Duration time) {
    Deadlines deadlines = new Deadlines(time);
    deadlines.thread.start();
    return deadlines;
  }

  /**
   * A confirmation to come, whose time begins now. When it is over, it fails with a {@link
   * KafkaUnavailableException}.
   */
  CompletableFuture<Void> confirmation() {
    CompletableFuture<Void> confirmation = new CompletableFuture<>();
    pending.add(new Pending(confirmation, System.nanoTime()));
    return confirmation;
  }

  /** How many are not known to be over. */
  int pending() {
    return pending.size();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(TICK);
        look();
      }
    } catch (InterruptedException closed) {
      LOG.debug("No deadline is looked at any more", closed);
    }
  }

  private void look() {
    long latest = System.nanoTime() - time.toNanos();
    for (Iterator<Pending> all = pending.iterator(); all.hasNext(); ) {
      Pending each = all.next();
      if (each.since - latest <= 0) {
        each.confirmation.completeExceptionally(
            new KafkaUnavailableException(
                "Kafka did not confirm within " + time.toMillis() + " ms"));
      }
      if (each.confirmation.isDone()) {
        all.remove();
      }
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
