package io.waybill.registry.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much goes on at once, and who is let in next. */
@Timeout(60)
final class RequestGateTest {
  @Test
  void startsCarefullyAndGoesUpWithEachAnswerWhileItIsUsed() throws Exception {
    RequestGate gate = new RequestGate(40);
    assertThat(gate.limit()).isEqualTo(32);

    gate.widen();
    assertThat(gate.limit()).as("nothing uses it").isEqualTo(32);

    for (int request = 0; request < 32; request++) {
      gate.enterRequest();
    }
    for (int answer = 0; answer < 100; answer++) {
      gate.widen();
    }
    assertThat(gate.limit()).isEqualTo(40);
  }

  @Test
  void halvesWithEachRefusalAndComesBackSlowly() throws Exception {
    RequestGate gate = new RequestGate(16);
    gate.enterRequest();
    gate.enterRequest();
    gate.narrow();
    gate.narrow();
    assertThat(gate.limit()).isEqualTo(4);

    for (int answer = 0; answer < 4; answer++) {
      gate.widen();
    }
    assertThat(gate.limit()).isEqualTo(4);
    gate.widen();
    assertThat(gate.limit()).isEqualTo(5);

    for (int refusal = 0; refusal < 10; refusal++) {
      gate.narrow();
    }
    assertThat(gate.limit()).isEqualTo(1);
  }

  @Test
  void letsAtLeastOneOfEachKindIn() throws Exception {
    RequestGate gate = new RequestGate(2);
    for (int refusal = 0; refusal < 3; refusal++) {
      gate.narrow();
    }

    gate.enterUpload();
    gate.enterRequest();

    assertThat(gate.inFlight()).isEqualTo(2);
  }

  @Test
  void transfersLeaveHalfOfTheRoomToRequests() throws Exception {
    RequestGate gate = new RequestGate(9);
    for (int transfer = 0; transfer < 4; transfer++) {
      gate.enterUpload();
    }
    for (int request = 0; request < 5; request++) {
      gate.enterRequest();
    }
    assertThat(gate.inFlight()).isEqualTo(9);

    gate.narrow();
    gate.narrow();
    for (int request = 0; request < 5; request++) {
      gate.leaveRequest();
    }
    gate.enterRequest();
    assertThat(gate.inFlight()).as("long transfers hold up no request").isEqualTo(5);
  }

  @Test
  void letsInWhoCameFirst() throws Exception {
    RequestGate gate = new RequestGate(2);
    gate.narrow();
    gate.enterRequest();
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < 8; number++) {
      int mine = number;
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      gate.enterRequest();
                      order.add(mine);
                      gate.leaveRequest();
                    } catch (InterruptedException stopped) {
                      order.add(-1);
                    }
                  }));
      awaitWaiting(gate, number + 1);
    }

    gate.leaveRequest();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(order).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
  }

  @Test
  void whoIsStoppedLeavesTheQueue() throws Exception {
    RequestGate gate = new RequestGate(2);
    gate.enterUpload();
    Thread waiting =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    gate.enterUpload();
                  } catch (InterruptedException stopped) {
                    // That is what is to happen.
                  }
                });
    awaitWaiting(gate, 1);

    waiting.interrupt();
    waiting.join();

    assertThat(gate.waiting()).isZero();
    gate.leaveUpload();
    gate.enterUpload();
    assertThat(gate.inFlight()).isEqualTo(1);
  }

  private static void awaitWaiting(RequestGate gate, int count) throws InterruptedException {
    while (gate.waiting() < count) {
      Thread.sleep(1);
    }
  }
}
