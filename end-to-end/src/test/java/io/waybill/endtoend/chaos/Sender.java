package io.waybill.endtoend.chaos;

import io.waybill.endtoend.Http;
import io.waybill.endtoend.chaos.ChaosPlan.Delivery;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Tells the gateway of pushes as registries do: what is not answered 2xx is sent again, whatever
 * else may have become of it, and different events travel beside each other.
 */
final class Sender {
  private static final Duration PAUSE = Duration.ofMillis(300);
  private static final Duration LATE = Duration.ofMillis(2_500);
  private static final int ACCEPTED = 202;

  private final ChaosLandscape landscape;
  private final Set<String> accepted = ConcurrentHashMap.newKeySet();
  private final Queue<Thread> underWay = new ConcurrentLinkedQueue<>();
  private volatile boolean givenUp;

  Sender(ChaosLandscape landscape) {
    this.landscape = landscape;
  }

  /** Begins to tell of the push. */
  void tell(Event event) {
    if (!event.isTold()) {
      return;
    }
    int times = event.delivery() == Delivery.TWICE ? 2 : 1;
    for (int i = 0; i < times; i++) {
      underWay.add(Thread.ofVirtual().name("sender of " + event.id()).start(() -> send(event)));
    }
  }

  /** The ids of events that were answered 2xx. */
  Set<String> accepted() {
    return Set.copyOf(accepted);
  }

  /** Returns when all is accepted, or the time is over. */
  void awaitAll(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (Thread each : underWay) {
      var _ = each.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
    }
  }

  /** Sends nothing any more, once the answers that are waited for have come. */
  void giveUp() {
    givenUp = true;
  }

  private void send(Event event) {
    try {
      if (event.delivery() == Delivery.LATE) {
        Thread.sleep(LATE);
      }
      while (!givenUp) {
        if (post(event) == ACCEPTED) {
          accepted.add(event.id());
          return;
        }
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private int post(Event event) {
    try {
      return Http.post(
              landscape.webhook(event.spooled()),
              event.notification(),
              "Authorization",
              "Bearer " + ChaosLandscape.HOOK_SECRET)
          .status();
    } catch (UncheckedIOException away) {
      return 0;
    }
  }
}
