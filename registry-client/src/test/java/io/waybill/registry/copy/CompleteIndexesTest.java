package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class CompleteIndexesTest {
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-03-01T10:00:00Z"));
  private final CompleteIndexes indexes = new CompleteIndexes(now::get);
  private final Repository repository = Repository.of(Registry.of("eu.example.com"), "team/app");
  private final Digest index = Digest.sha256(new byte[] {1});

  private boolean isKnown() {
    return indexes.knows(repository, index, Optional.empty());
  }

  @Test
  void looksAgainAfterAWhile() {
    indexes.learn(repository, index, Optional.empty());

    now.updateAndGet(time -> time.plus(Duration.ofMinutes(29)));
    assertThat(isKnown()).isTrue();
    now.updateAndGet(time -> time.plus(Duration.ofMinutes(2)));
    assertThat(isKnown()).as("somebody may have deleted what it names").isFalse();

    indexes.learn(repository, index, Optional.empty());
    assertThat(isKnown()).isTrue();
  }
}
