package io.waybill.registry.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Readers of all speeds that begin early and late, go back, are stopped, and a source that breaks:
 * each reader gets exactly the bytes or an error, and nothing is left behind. What each one does
 * follows from the seed; how they meet is chance.
 */
final class FeedInterleavingsTest {
  private static final int ROUNDS = 60;
  private static final int SEGMENT = 500;
  private static final int MOST_REWINDS = 3;
  private static final Thread NOBODY = Thread.ofVirtual().unstarted(() -> {});

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void givesEachReaderTheBytesOrAnError(long seed) throws Exception {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      new Play(random).run();
    }
  }

  /** One blob and its readers. */
  private static final class Play {
    private final Random random;
    private final PlayedSource source;
    private final SharedReads reads;
    private final AtomicLong metered = new AtomicLong();
    private final boolean isDamaged;
    private final boolean breaks;

    Play(Random random) {
      this.random = random;
      this.source = new PlayedSource(1 + random.nextInt(40 * SEGMENT), random.nextLong());
      this.reads =
          new SharedReads(
              new FeedSettings(
                  SEGMENT,
                  2 + random.nextInt(10),
                  1 + random.nextInt(2),
                  1 + random.nextInt(4),
                  random.nextInt(16),
                  Duration.ofMillis(random.nextInt(4) * 2L),
                  1 + random.nextInt(8)));
      this.isDamaged = random.nextInt(8) == 0;
      if (isDamaged) {
        source.damage(random.nextInt(source.bytes().length));
      }
      this.breaks = random.nextInt(3) == 0;
      if (breaks) {
        source.onOpen(Play::sometimesBreak);
        source.onRead(Play::sometimesBreak);
      }
    }

    /** Not by the seed: the threads get here in any order. */
    private static void sometimesBreak(long offset) throws RegistryException {
      int chance = ThreadLocalRandom.current().nextInt(60);
      if (chance == 0) {
        throw PlayedSource.broken(FailureCode.NETWORK);
      }
      if (chance < 10) {
        LockSupport.parkNanos(1);
      }
    }

    void run() throws Exception {
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> ends = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
          Reading reading = new Reading(i, random.nextLong());
          ends.add(threads.submit(reading::run));
          if (random.nextInt(6) == 0) {
            ends.add(threads.submit(reading::stopSoon));
          }
        }
        for (Future<?> end : ends) {
          end.get();
        }
      }
      assertThat(source.open).as("open at the source").hasValue(0);
      assertThat(reads.segmentsTaken()).as("segments set aside").isZero();
      assertThat(metered).as("bytes read from the source").hasValue(source.given.get());
    }

    /** One target's copy. */
    private final class Reading {
      private final Random choice;
      private final CopyInterest interest;
      private volatile Thread thread = NOBODY;

      Reading(int number, long seed) {
        choice = new Random(seed);
        interest =
            reads.enter(
                Repository.of(Registry.of("source.example"), "team/app" + choice.nextInt(2))
                    .tag(Tag.of("v1")),
                Registry.of("target" + (choice.nextInt(4) == 0 ? 0 : number) + ".example"));
      }

      void stopSoon() {
        LockSupport.parkNanos(choice.nextInt(500_000));
        Thread reading = thread;
        if (!reading.equals(NOBODY)) {
          reading.interrupt();
        }
      }

      void run() {
        thread = Thread.currentThread();
        try (interest) {
          pause();
          if (choice.nextInt(4) > 0) {
            interest.announce(List.of(source.blob().digest()));
          }
          pause();
          if (choice.nextInt(6) > 0) {
            read();
          }
        } catch (RegistryException failure) {
          boolean expected =
              switch (failure.code()) {
                case NETWORK -> breaks;
                case DIGEST_MISMATCH -> isDamaged;
                case CANCELLED -> Thread.currentThread().isInterrupted();
                default -> false;
              };
          assertThat(expected).as("it failed by %s", failure.failure()).isTrue();
        }
      }

      private void read() throws RegistryException {
        byte[] bytes = source.bytes();
        byte[] buffer = new byte[SEGMENT / 5 + choice.nextInt(2 * SEGMENT)];
        int at = 0;
        int rewinds = 0;
        int most = choice.nextInt(5) == 0 ? choice.nextInt(bytes.length + 1) : bytes.length + 1;
        try (FeedReader reader = interest.read(source.blob(), source::open, metered::addAndGet)) {
          while (at < most) {
            pause();
            int count = reader.read(buffer, 0, buffer.length);
            if (count < 0) {
              assertThat(at).as("the blob's end").isEqualTo(bytes.length);
              return;
            }
            assertThat(Arrays.copyOf(buffer, count))
                .as("bytes from %s on", at)
                .isEqualTo(Arrays.copyOfRange(source.sent(), at, at + count));
            at += count;
            assertThat(at < bytes.length || source.verified.get())
                .as("verified before the last byte was given away")
                .isTrue();
            if (choice.nextInt(20) == 0 && rewinds++ < MOST_REWINDS) {
              at = choice.nextInt(at + 1);
              reader.rewind(at);
            }
          }
        }
      }

      private void pause() {
        switch (choice.nextInt(40)) {
          case 0 -> LockSupport.parkNanos(choice.nextInt(2_000_000));
          case 1, 2, 3 -> LockSupport.parkNanos(1);
          default -> {}
        }
      }
    }
  }
}
