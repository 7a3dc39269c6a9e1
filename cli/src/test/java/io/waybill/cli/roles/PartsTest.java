package io.waybill.cli.roles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.chassis.life.StartException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class PartsTest {
  private final List<String> closed = new CopyOnWriteArrayList<>();

  private record Part(String name, List<String> closed) implements AutoCloseable {
    @Override
    public void close() {
      closed.add(name);
    }
  }

  @Test
  void partsStartAtTheSameTimeAndCloseInReverse() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    try (Parts parts = new Parts()) {
      Parts.Starting<Part> first = parts.begin("first", () -> meet(both, "first"));
      Parts.Starting<Part> second = parts.begin("second", () -> meet(both, "second"));

      assertThat(first.await().name()).isEqualTo("first");
      assertThat(second.await().name()).isEqualTo("second");
      assertThat(parts.times()).hasSize(2);
    }

    assertThat(closed).containsExactly("second", "first");
  }

  @Test
  void aPartThatDoesNotStartLeavesTheOthersClosed() {
    assertThatThrownBy(
            () -> {
              try (Parts parts = new Parts()) {
                parts.begin("good", () -> new Part("good", closed));
                parts
                    .begin(
                        "bad",
                        () -> {
                          throw new StartException("The port is taken");
                        })
                    .await();
              }
            })
        .isInstanceOf(StartException.class)
        .hasMessage("The port is taken");

    assertThat(closed).containsExactly("good");
  }

  @Test
  void anInterruptDoesNotDisturbTheClosing() throws Exception {
    Parts parts = new Parts();
    parts.begin("slow", () -> new Part("slow", closed)).await();

    Thread.currentThread().interrupt();
    parts.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(closed).containsExactly("slow");
  }

  private Part meet(CountDownLatch both, String name) throws InterruptedException {
    both.countDown();
    both.await();
    return new Part(name, closed);
  }
}
