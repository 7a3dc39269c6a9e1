package io.waybill.chassis.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Beginning and end. */
final class LifeTest {
  @Test
  void partsAreClosedInReverseAndOneFailureStopsNothing() {
    List<String> closed = new ArrayList<>();
    ServiceStack stack = new ServiceStack();
    stack.add("first", () -> closed.add("first"));
    stack.add(
        "second",
        () -> {
          throw new IllegalStateException("cannot close");
        });
    stack.add("third", () -> closed.add("third"));

    stack.close();
    stack.close();

    assertThat(closed).containsExactly("third", "first");
  }

  @Test
  void aPartThatComesLateIsClosedAtOnce() {
    List<String> closed = new ArrayList<>();
    ServiceStack stack = new ServiceStack();
    stack.close();

    stack.add("late", () -> closed.add("late"));

    assertThat(closed).containsExactly("late");
  }

  @Test
  void aLoopThatFailsBeginsAnewAndSaysSoMeanwhile() throws Exception {
    AtomicInteger rounds = new AtomicInteger();
    CountDownLatch again = new CountDownLatch(1);
    CountDownLatch look = new CountDownLatch(1);
    Loop.Body body =
        loop -> {
          if (rounds.incrementAndGet() == 1) {
            throw new IllegalStateException("the broker is away");
          }
          again.countDown();
          look.await();
          loop.working();
          while (loop.isRunning()) {
            loop.pause(Duration.ofMillis(20));
          }
        };
    try (Loop loop = Loop.named("the planner", body).start()) {
      assertThat(again.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(loop.check().ok()).isFalse();
      assertThat(loop.check().sentence())
          .isEqualTo("the planner failed and is tried again: the broker is away");
      look.countDown();
      long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (!loop.check().ok() && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }

      assertThat(loop.check().sentence()).isEqualTo("the planner runs");
    }
    assertThat(rounds).hasValue(2);
  }

  @Test
  void closingWakesTheBodyAndWaitsForIt() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch asleep = new CountDownLatch(1);
    List<String> said = new ArrayList<>();
    Loop loop =
        Loop.named(
                "sleeper",
                self -> {
                  begun.countDown();
                  asleep.await();
                  said.add("woken");
                })
            .wakeup(asleep::countDown)
            .onVirtualThread()
            .start();
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

    loop.close();

    assertThat(said).containsExactly("woken");
    assertThat(loop.check().ok()).isFalse();
  }

  @Test
  void aBodyThatDoesNotListenIsInterrupted() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Loop loop =
        Loop.named(
                "deaf",
                self -> {
                  begun.countDown();
                  try {
                    new CountDownLatch(1).await();
                  } finally {
                    interrupted.countDown();
                  }
                })
            .grace(Duration.ofMillis(50))
            .start();
    assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

    loop.close();

    assertThat(interrupted.await(20, TimeUnit.SECONDS)).isTrue();
  }
}
