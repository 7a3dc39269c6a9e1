package io.waybill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.waybill.endtoend.Images.Pushed;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code waybill up} is killed at moments that a seed chooses, and started again on the same data:
 * it finishes what it had accepted. Rerun a failure with {@code -Dwaybill.seed=...}.
 */
class NothingAcceptedIsLostTest {
  private static final int KILLS = 3;
  private static final int EVENTS_A_LIFE = 6;
  private static final Duration PATIENCE = Duration.ofMinutes(6);

  private final long seed = Long.getLong("waybill.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void upFinishesWhatItHadAcceptedHoweverItWasKilled(
      @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) {
    System.out.println("seed: " + seed);
    try (Landscape landscape = Landscape.start(Landscape.Shape.ALL_IN_ONE, directory);
        Images images = new Images(landscape)) {
      Waybill waybill = new Waybill(landscape);
      waybill.makeRule("lives", "lives/**", "frankfurt", "always");
      Map<String, Pushed> accepted = new LinkedHashMap<>();

      for (int life = 0; life < KILLS; life++) {
        Thread killer = killSoon(landscape);
        for (Pushed pushed : pushed(images, life)) {
          String eventId = "event-" + life + "-" + pushed.tag();
          if (isAccepted(landscape, images, pushed, eventId)) {
            accepted.put(eventId, pushed);
          }
        }
        join(killer);
        landscape.startWaybill();
      }

      accepted.forEach((eventId, pushed) -> assertDone(waybill, images, eventId, pushed));
      assertNothingRunsForEver(waybill);
    }
  }

  private static List<Pushed> pushed(Images images, int life) {
    List<Pushed> pushed = new ArrayList<>();
    for (int i = 0; i < EVENTS_A_LIFE; i++) {
      pushed.add(images.pushToShanghai("lives/app-" + life, "t" + i, life * 100L + i));
    }
    return pushed;
  }

  private Thread killSoon(Landscape landscape) {
    long delayNanos = Duration.ofMillis(200 + random.nextInt(2500)).toNanos();
    return Thread.ofVirtual()
        .start(
            () -> {
              LockSupport.parkNanos(delayNanos);
              landscape.killWaybill();
            });
  }

  /** Posts the event; an answer of 2xx is a promise. */
  private static boolean isAccepted(
      Landscape landscape, Images images, Pushed pushed, String eventId) {
    try {
      return Http.post(
                  landscape.webhook(),
                  images.notification(pushed, eventId),
                  "Authorization",
                  "Bearer " + landscape.hookSecret())
              .status()
          == 202;
    } catch (UncheckedIOException killed) {
      return false;
    }
  }

  private static void assertDone(Waybill waybill, Images images, String eventId, Pushed pushed) {
    await("the task of " + eventId)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(
            () -> assertThat(waybill.records("event=" + eventId + "&status=succeeded")).hasSize(1));
    images.assertSameInFrankfurt(pushed, "mirror/" + pushed.repository());
  }

  private static void assertNothingRunsForEver(Waybill waybill) {
    await("every record to be final")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(waybill.records("status=running")).isEmpty();
              assertThat(waybill.records("status=queued")).isEmpty();
            });
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }
}
