package io.waybill.registry.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.waybill.schemas.units.ByteRate;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bandwidth is kept exactly, and shared by bytes, not by who asks most. */
final class BandwidthTest {
  private static final double SECONDS = 5;
  private static final int KIB = 1024;

  private final SteppedClock clock = new SteppedClock();

  /** Content without an end. */
  private static InputStream endless() {
    return new InputStream() {
      @Override
      public int read() {
        return 0;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) {
        return length;
      }
    };
  }

  private Bandwidth bandwidth(String rate) {
    return new Bandwidth(ByteRate.parse(rate), clock);
  }

  /** Reads in pieces of this size until the time is over. */
  private SteppedClock.Part reader(int size, AtomicLong count, Bandwidth... limits) {
    return () -> {
      InputStream in = Throttle.limit(endless(), List.of(limits));
      byte[] buffer = new byte[size];
      while (clock.seconds() < SECONDS) {
        count.addAndGet(in.read(buffer));
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"10KiB/s", "1MiB/s", "200MiB/s", "3GB/s"})
  void oneTransferGetsAllOfItAndNoMore(String rate) throws Exception {
    AtomicLong count = new AtomicLong();

    clock.play(List.of(reader(128 * KIB, count, bandwidth(rate))));

    double expected = SECONDS * ByteRate.parse(rate).bytesPerSecond();
    assertThat((double) count.get()).isCloseTo(expected, within(expected * 0.05));
  }

  @Test
  void transfersShareItByBytesHoweverTheyRead() throws Exception {
    Bandwidth shared = bandwidth("4MiB/s");
    List<AtomicLong> counts = new ArrayList<>();
    List<SteppedClock.Part> parts = new ArrayList<>();
    for (int size : new int[] {100, 16 * KIB, 64 * KIB, 128 * KIB, 1024 * KIB}) {
      AtomicLong count = new AtomicLong();
      counts.add(count);
      parts.add(reader(size, count, shared));
    }

    clock.play(parts);

    double all = SECONDS * 4 * KIB * KIB;
    assertThat((double) counts.stream().mapToLong(AtomicLong::get).sum())
        .isCloseTo(all, within(all * 0.05));
    assertThat(counts)
        .allSatisfy(
            count -> assertThat((double) count.get()).isCloseTo(all / 5, within(all / 5 * 0.05)));
  }

  @Test
  void aCopyWithALimitOfItsOwnLeavesTheRestToTheOthers() throws Exception {
    Bandwidth shared = bandwidth("1MiB/s");
    AtomicLong slow = new AtomicLong();
    AtomicLong one = new AtomicLong();
    AtomicLong other = new AtomicLong();

    clock.play(
        List.of(
            reader(64 * KIB, slow, bandwidth("100KiB/s"), shared),
            reader(64 * KIB, one, shared),
            reader(64 * KIB, other, shared)));

    double ofSlow = SECONDS * 100 * KIB;
    double ofOther = SECONDS * (1024 - 100) / 2 * KIB;
    assertThat((double) slow.get()).isCloseTo(ofSlow, within(ofSlow * 0.05));
    assertThat((double) one.get()).isCloseTo(ofOther, within(ofOther * 0.05));
    assertThat((double) other.get()).isCloseTo(ofOther, within(ofOther * 0.05));
  }

  @Test
  void writingTakesAsLongAsReading() throws Exception {
    Bandwidth limit = bandwidth("100KiB/s");
    ByteArrayOutputStream all = new ByteArrayOutputStream();

    clock.play(
        List.of(
            () -> {
              try (OutputStream out = Throttle.limit(all, List.of(limit))) {
                out.write(new byte[300 * KIB]);
                out.write(7);
              }
            }));

    assertThat(all.size()).isEqualTo(300 * KIB + 1);
    assertThat(clock.seconds()).isCloseTo(3, within(0.15));
  }

  @Test
  void manySmallBodiesCostWhatTheyWeighAndNoMore() throws Exception {
    Bandwidth limit = bandwidth("100KiB/s");

    clock.play(
        List.of(
            () -> {
              for (int body = 0; body < 400; body++) {
                InputStream in =
                    Throttle.limit(new ByteArrayInputStream(new byte[KIB]), List.of(limit));
                assertThat(in.readAllBytes()).hasSize(KIB);
              }
            }));

    assertThat(clock.seconds()).isCloseTo(4, within(0.2));
  }

  @Test
  void whatIsNotUsedIsSavedUpForAMomentOnly() throws Exception {
    Bandwidth limit = bandwidth("100KiB/s");

    clock.play(
        List.of(
            () -> {
              clock.sleep(60_000_000_000L);
              InputStream in = Throttle.limit(endless(), List.of(limit));
              in.readNBytes(500 * KIB);
            }));

    assertThat(clock.seconds()).isCloseTo(65, within(0.25));
  }

  @Test
  void noLimitCostsNothing() {
    InputStream in = endless();
    OutputStream out = OutputStream.nullOutputStream();

    assertThat(Throttle.limit(in, List.of())).isSameAs(in);
    assertThat(Throttle.limit(out, List.of())).isSameAs(out);
  }

  @Test
  void whoIsStoppedStopsWaiting() {
    Bandwidth limit = new Bandwidth(new ByteRate(1), PaceClock.SYSTEM);
    InputStream in = Throttle.limit(endless(), List.of(limit));
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(() -> in.readNBytes(2 * KIB)).isInstanceOf(InterruptedIOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }
}
