package io.waybill.registry.pace;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.registry.RegistryLimits;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RetryTable;
import io.waybill.schemas.names.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** How many requests a registry gets in a second. */
final class RegistryPaceTest {
  private static final int ASKERS = 4;
  private static final int EACH = 50;

  private final SteppedClock clock = new SteppedClock();
  private final RegistryPace pace =
      new RegistryPace(
          Registry.of("home"),
          RegistryLimits.DEFAULT.withRequestsPerSecond(20),
          RetryTable.DEFAULT,
          clock);

  private void ask(Operation operation, int times, AtomicInteger answered) throws Exception {
    for (int i = 0; i < times; i++) {
      try (Turn turn = pace.enter(operation, "ask")) {
        turn.answered(200, Optional.empty(), header -> Optional.empty());
        answered.incrementAndGet();
      }
    }
  }

  @Test
  void requestsOfAllCopiesTogetherStayWithinTheLimit() throws Exception {
    AtomicInteger answered = new AtomicInteger();
    List<SteppedClock.Part> askers = new ArrayList<>();
    for (int i = 0; i < ASKERS; i++) {
      askers.add(() -> ask(Operation.MANIFEST_CHECK, EACH, answered));
    }

    clock.play(askers);

    assertThat(answered).hasValue(ASKERS * EACH);
    assertThat(clock.seconds()).isCloseTo(ASKERS * EACH / 20.0, Offset.offset(0.2));
  }

  @Test
  void theRequestsOfABlobInTransitCountAsWell() throws Exception {
    AtomicInteger answered = new AtomicInteger();

    clock.play(List.of(() -> ask(Operation.BLOB_PULL, 100, answered)));

    assertThat(clock.seconds()).isCloseTo(5, Offset.offset(0.2));
  }

  @Test
  void aCancelledUploadWaitsForNothing() throws Exception {
    AtomicInteger answered = new AtomicInteger();

    clock.play(List.of(() -> ask(Operation.UPLOAD_CANCEL, 100, answered)));

    assertThat(clock.seconds()).isZero();
  }
}
