package io.waybill.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LookoutTest {
  private static final Duration PAUSE = Duration.ofMillis(1);

  @Test
  void aLookThatIsUnderWayIsFinished() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger finished = new AtomicInteger();
    try (Lookout lookout =
        Lookout.every(
            PAUSE,
            "one",
            () -> {
              begun.countDown();
              goOn.await();
              finished.incrementAndGet();
            })) {
      begun.await();
      lookout.end();
      goOn.countDown();
    }
    assertThat(finished).hasValue(1);
  }

  @Test
  void itLooksAgainAndAgain() {
    AtomicInteger looks = new AtomicInteger();
    try (Lookout _ = Lookout.every(PAUSE, "many", looks::incrementAndGet)) {
      await("some looks").until(() -> looks.get() > 2);
    }
  }

  @Test
  void whatALookFailsWithIsToldAtTheEndAndBreaksNothingElse() {
    AtomicInteger looks = new AtomicInteger();
    Lookout lookout =
        Lookout.every(
            PAUSE,
            "failing",
            () -> {
              looks.incrementAndGet();
              throw new IllegalStateException("no manifest");
            });
    await("the look").until(() -> looks.get() == 1);
    assertThatThrownBy(lookout::close)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no manifest")
        .hasCauseInstanceOf(IllegalStateException.class);
  }
}
