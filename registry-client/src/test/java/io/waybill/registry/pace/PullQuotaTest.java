package io.waybill.registry.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Docker Hub's headers, as it sends them. */
final class PullQuotaTest {
  private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");
  private static final Optional<String> ADDRESS = Optional.of("192.0.2.1");

  private static PullQuota quota(int remaining, Instant now) {
    return PullQuota.parse("100;w=21600", remaining + ";w=21600", ADDRESS, now).orElseThrow();
  }

  @Test
  void readsHowManyAreLeftInTheWindow() {
    assertThat(PullQuota.parse("100;w=21600", "76;w=21600", ADDRESS, NOW))
        .contains(
            new PullQuota(
                100, 76, Duration.ofHours(6), ADDRESS, NOW, Instant.parse("2026-11-22T12:00:00Z")));
  }

  @Test
  void takesOtherHeadersWithSuchNamesForSomethingElse() {
    assertThat(PullQuota.parse("2000", "1999", Optional.empty(), NOW)).isEmpty();
    assertThat(PullQuota.parse("", "soon", Optional.empty(), NOW)).isEmpty();
    assertThat(PullQuota.parse("100;w=99999999999", "1;w=1", Optional.empty(), NOW)).isEmpty();
  }

  @Test
  void aWindowEndsWhenItWasToEndUntilMoreIsLeftThanBefore() {
    PullQuota first = quota(76, NOW);
    PullQuota later = quota(75, NOW.plusSeconds(3600)).after(first);
    assertThat(later.endsBy()).isEqualTo(first.endsBy());

    PullQuota renewed = quota(100, NOW.plusSeconds(7200)).after(later);
    assertThat(renewed.endsBy()).isEqualTo(NOW.plusSeconds(7200 + 21600));
  }

  @Test
  void aTenthIsLittle() {
    assertThat(quota(11, NOW).isLow()).isFalse();
    assertThat(quota(10, NOW).isLow()).isTrue();
    assertThat(quota(0, NOW).isLow()).isTrue();
  }
}
