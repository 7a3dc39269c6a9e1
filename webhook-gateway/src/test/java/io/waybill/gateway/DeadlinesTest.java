package io.waybill.gateway;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
  @Test
  void whatIsNotConfirmedInTimeFailsAndWhatIsStaysAsItIs() throws Exception {
    try (Deadlines deadlines = Deadlines.begin(Duration.ofMillis(30))) {
      CompletableFuture<Void> confirmed = deadlines.confirmation();
      CompletableFuture<Void> forgotten = deadlines.confirmation();
      confirmed.complete(null);

      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> forgotten.get(1, MINUTES))
          .withCauseInstanceOf(KafkaUnavailableException.class)
          .withMessageContaining("within 30 ms");
      assertThat(confirmed).isCompleted();
    }
  }

  @Test
  void anOldOneThatIsNotConfirmedKeepsNoYoungerOneInMemory() throws Exception {
    try (Deadlines deadlines = Deadlines.begin(Duration.ofHours(1))) {
      var _ = deadlines.confirmation();
      for (int i = 0; i < 1000; i++) {
        deadlines.confirmation().complete(null);
      }

      while (deadlines.pending() > 1) {
        Thread.sleep(5);
      }
      assertThat(deadlines.pending()).isEqualTo(1);
    }
  }
}
