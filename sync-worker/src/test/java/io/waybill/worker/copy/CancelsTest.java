package io.waybill.worker.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.tasks.CancelRequested;
import io.waybill.schemas.tasks.TaskId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CancelsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");

  @Test
  void findsEveryWishAndNothingElse() {
    Cancels cancels = cancels(1_000_000);
    List<CancelRequested> wishes = new ArrayList<>();
    for (int i = 0; i < 150_000; i++) {
      wishes.add(wish(NOW.minusSeconds(i)));
    }
    wishes.forEach(cancels::add);

    for (CancelRequested wish : wishes) {
      assertThat(cancels.find(wish.taskId()))
          .contains(new CancelRequested(wish.taskId(), null, wish.at()));
      assertThat(cancels.find(id())).isEmpty();
    }
  }

  @Test
  void forgetsTheOldestBeyondItsLimit() {
    Cancels cancels = cancels(100);
    List<CancelRequested> wishes = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      wishes.add(wish(NOW));
      cancels.add(wishes.getLast());
    }

    assertThat(wishes.subList(0, 900)).noneMatch(wish -> cancels.find(wish.taskId()).isPresent());
    assertThat(wishes.subList(910, 1_000))
        .allMatch(wish -> cancels.find(wish.taskId()).isPresent());
  }

  @Test
  void passesOverWishesThatAreOlderThanAnyTask() {
    Cancels cancels = cancels(100);
    CancelRequested old = wish(NOW.minus(Duration.ofDays(40)));

    cancels.add(old);

    assertThat(cancels.find(old.taskId())).isEmpty();
  }

  @Test
  void tellsItsListenersWhenTheWishCanBeFound() {
    Cancels cancels = cancels(100);
    List<Boolean> found = new ArrayList<>();
    cancels.listen(wish -> found.add(cancels.find(wish.taskId()).isPresent()));

    cancels.add(wish(NOW));

    assertThat(found).containsExactly(true);
  }

  private static Cancels cancels(int most) {
    return new Cancels(Clock.fixed(NOW, ZoneOffset.UTC), most);
  }

  private static CancelRequested wish(Instant at) {
    return new CancelRequested(id(), "alice", at);
  }

  private static TaskId id() {
    return new TaskId(UUID.randomUUID());
  }
}
