package io.waybill.registry.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What readers of one blob do for each other, one case at a time. */
final class BlobFeedTest {
  private static final int SEGMENT = 1_000;
  private static final Duration FOREVER = Duration.ofDays(1);

  private final PlayedSource source = new PlayedSource(40 * SEGMENT + 7, 1);
  private final AtomicLong metered = new AtomicLong();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** Ten segments a feed, two for sure, three for one that is alone. */
  private static SharedReads reads(Duration patience) {
    return new SharedReads(new FeedSettings(SEGMENT, 10, 2, 3, 100, patience, 8));
  }

  private static CopyInterest enter(SharedReads reads, String repository, String target) {
    return reads.enter(reference(repository), Registry.of(target + ".example"));
  }

  private static Reference reference(String repository) {
    return Repository.of(Registry.of("source.example"), repository).tag(Tag.of("v1"));
  }

  private FeedReader begin(SharedReads reads, String target) {
    CopyInterest interest = enter(reads, "team/app", target);
    interest.announce(List.of());
    return begin(interest);
  }

  private FeedReader begin(CopyInterest interest) {
    return interest.read(source.blob(), source::open, metered::addAndGet);
  }

  private static byte[] read(FeedReader reader, int most) throws RegistryException {
    byte[] bytes = new byte[most];
    int at = 0;
    while (at < most) {
      int count = reader.read(bytes, at, Math.min(700, most - at));
      if (count < 0) {
        break;
      }
      at += count;
    }
    return Arrays.copyOf(bytes, at);
  }

  private static byte[] readAll(FeedReader reader) throws RegistryException {
    try (reader) {
      return read(reader, Integer.MAX_VALUE / 1_000);
    }
  }

  private byte[] part(int from, int to) {
    return Arrays.copyOfRange(source.bytes(), from, to);
  }

  @AfterEach
  void leavesNothingOpen() {
    threads.shutdownNow();
    assertThat(source.open).as("open at the source").hasValue(0);
    assertThat(metered)
        .as("what the readers say that the source sent")
        .hasValue(source.given.get());
  }

  @Test
  void readsOnceForThreeTargets() throws Exception {
    SharedReads reads = reads(FOREVER);
    List<FeedReader> readers = List.of(begin(reads, "a"), begin(reads, "b"), begin(reads, "c"));

    List<Future<byte[]>> results =
        readers.stream().map(reader -> threads.submit(() -> readAll(reader))).toList();

    for (Future<byte[]> result : results) {
      assertThat(result.get()).isEqualTo(source.bytes());
    }
    assertThat(source.openedAt).containsExactly(0L);
    assertThat(source.given).hasValue(source.bytes().length);
    assertThat(reads.segmentsTaken()).isZero();
  }

  @Test
  void letsALatecomerJoinWhileTheBeginningIsThere() throws Exception {
    SharedReads reads = reads(FOREVER);
    FeedReader first = begin(reads, "a");
    assertThat(read(first, 3 * SEGMENT)).isEqualTo(part(0, 3 * SEGMENT));
    FeedReader second = begin(reads, "b");

    Future<byte[]> rest = threads.submit(() -> readAll(first));

    assertThat(readAll(second)).isEqualTo(source.bytes());
    assertThat(rest.get()).isEqualTo(part(3 * SEGMENT, source.bytes().length));
    assertThat(source.openedAt).containsExactly(0L);
  }

  @Test
  void readsStraightThroughWhereNobodyElseIsExpected() throws Exception {
    SharedReads reads = reads(FOREVER);
    FeedReader alone = begin(reads, "a");
    read(alone, 4 * SEGMENT);

    assertThat(reads.segmentsTaken()).isZero();
    FeedReader late = begin(reads, "b");
    assertThat(readAll(late)).isEqualTo(source.bytes());
    assertThat(readAll(alone)).isEqualTo(part(4 * SEGMENT, source.bytes().length));
    assertThat(source.openedAt).containsExactly(0L, 0L);
  }

  @Test
  void goesOnWithoutATargetThatDoesNotTakeItsBytes() throws Exception {
    SharedReads reads = reads(Duration.ofMillis(30));
    FeedReader slow = begin(reads, "slow");
    FeedReader quick = begin(reads, "quick");
    assertThat(read(slow, 1_500)).isEqualTo(part(0, 1_500));

    assertThat(readAll(quick)).isEqualTo(source.bytes());
    assertThat(readAll(slow)).isEqualTo(part(1_500, source.bytes().length));
    assertThat(source.openedAt).containsExactly(0L, 1_500L);
    assertThat(reads.segmentsTaken()).isZero();
  }

  @Test
  void waitsForACopyThatHasSaidThatItWillReadTheBlob() throws Exception {
    SharedReads reads = reads(FOREVER);
    CopyInterest expected = enter(reads, "team/other", "b");
    expected.announce(List.of(source.blob().digest()));
    FeedReader first = begin(reads, "a");

    Future<byte[]> all = threads.submit(() -> readAll(first));
    while (source.given.get() < 10 * SEGMENT) {
      Thread.onSpinWait();
    }
    assertThat(all.isDone()).isFalse();

    assertThat(readAll(begin(expected))).isEqualTo(source.bytes());
    assertThat(all.get()).isEqualTo(source.bytes());
    assertThat(source.openedAt).containsExactly(0L);
  }

  @Test
  void waitsForACopyOfTheSameSourceUntilItIsKnownWhatItWants() throws Exception {
    SharedReads reads = reads(FOREVER);
    CopyInterest starting = enter(reads, "team/app", "b");
    FeedReader first = begin(reads, "a");
    Future<byte[]> all = threads.submit(() -> readAll(first));
    while (source.given.get() < 10 * SEGMENT) {
      Thread.onSpinWait();
    }

    starting.announce(List.of());

    assertThat(all.get()).isEqualTo(source.bytes());
  }

  @Test
  void waitsForNobodyWhoseTargetRegistryIsBeingServed() throws Exception {
    SharedReads reads = reads(FOREVER);
    CopyInterest mounts = enter(reads, "team/other", "a");
    mounts.announce(List.of(source.blob().digest()));

    assertThat(readAll(begin(reads, "a"))).isEqualTo(source.bytes());
  }

  @Test
  void waitsForADeadTargetOnlyForAMoment() throws Exception {
    SharedReads reads = reads(Duration.ofMillis(30));
    CopyInterest dead = enter(reads, "team/app", "dead");
    dead.announce(List.of(source.blob().digest()));

    assertThat(readAll(begin(reads, "a"))).isEqualTo(source.bytes());
    dead.close();
    assertThat(reads.segmentsTaken()).isZero();
  }

  @Test
  void keepsABlobThatIsWholeForThoseWhoAreExpected() throws Exception {
    PlayedSource small = new PlayedSource(5 * SEGMENT, 2);
    SharedReads reads = reads(FOREVER);
    CopyInterest expected = enter(reads, "team/other", "b");
    expected.announce(List.of(small.blob().digest()));
    CopyInterest gone = enter(reads, "team/other", "c");
    gone.announce(List.of(small.blob().digest()));
    CopyInterest first = enter(reads, "team/app", "a");
    first.announce(List.of());
    readAll(first.read(small.blob(), small::open, bytes -> {}));
    assertThat(small.open).hasValue(0);

    assertThat(readAll(expected.read(small.blob(), small::open, bytes -> {})))
        .isEqualTo(small.bytes());
    assertThat(small.openedAt).containsExactly(0L);
    assertThat(reads.segmentsTaken()).isPositive();
    gone.withdraw(small.blob().digest());
    assertThat(reads.segmentsTaken()).isZero();
  }

  @Test
  void goesOnWhereAStoppedReaderEnded() throws Exception {
    SharedReads reads = reads(FOREVER);
    FeedReader stopped = begin(reads, "a");
    FeedReader other = begin(reads, "b");
    CountDownLatch reading = new CountDownLatch(1);
    Thread first =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  RegistryException failure =
                      catchThrowableOfType(RegistryException.class, () -> readAll(stopped));
                  assertThat(failure.code()).isEqualTo(FailureCode.CANCELLED);
                });
    source.onRead(
        offset -> {
          if (Thread.currentThread().equals(first) && offset >= 5 * SEGMENT) {
            reading.countDown();
            sleepUntilInterrupted();
            throw PlayedSource.broken(FailureCode.CANCELLED);
          }
        });
    first.start();
    reading.await();
    Future<byte[]> all = threads.submit(() -> readAll(other));
    first.interrupt();

    assertThat(all.get()).isEqualTo(source.bytes());
    first.join();
    assertThat(reads.segmentsTaken()).isZero();
  }

  private static void sleepUntilInterrupted() {
    try {
      Thread.sleep(FOREVER);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void tellsAllWhoReadFromTheSameRepositoryThatItFailed() throws Exception {
    SharedReads reads = reads(FOREVER);
    FeedReader one = begin(reads, "a");
    FeedReader two = begin(reads, "b");
    CopyInterest elsewhere = enter(reads, "team/other", "c");
    elsewhere.announce(List.of());
    FeedReader three = begin(elsewhere);
    source.onRead(
        offset -> {
          if (offset == 5 * SEGMENT && source.openedAt.size() == 1) {
            throw PlayedSource.broken(FailureCode.NETWORK);
          }
        });
    read(one, 5 * SEGMENT);

    assertThat(catchThrowableOfType(RegistryException.class, () -> readAll(one)).code())
        .isEqualTo(FailureCode.NETWORK);
    assertThat(catchThrowableOfType(RegistryException.class, () -> readAll(two)).code())
        .isEqualTo(FailureCode.NETWORK);
    assertThat(readAll(three)).isEqualTo(source.bytes());
    assertThat(source.openedAt).containsExactly(0L, 5L * SEGMENT);
  }

  @Test
  void givesNobodyTheLastBytesOfAWrongBlob() {
    source.damage(12_345);
    SharedReads reads = reads(FOREVER);
    FeedReader one = begin(reads, "a");
    FeedReader two = begin(reads, "b");
    Future<byte[]> other = threads.submit(() -> readAll(two));

    RegistryException failure = catchThrowableOfType(RegistryException.class, () -> readAll(one));

    assertThat(failure.code()).isEqualTo(FailureCode.DIGEST_MISMATCH);
    assertThat(catchThrowableOfType(ExecutionException.class, other::get)).hasCause(failure);
    assertThat(source.verified).isFalse();
  }

  @Test
  void readsAloneWhereThereIsNoMemoryLeft() throws Exception {
    SharedReads reads = new SharedReads(new FeedSettings(SEGMENT, 10, 2, 3, 1, FOREVER, 8));
    FeedReader one = begin(reads, "a");
    FeedReader two = begin(reads, "b");

    assertThat(readAll(one)).isEqualTo(source.bytes());
    assertThat(readAll(two)).isEqualTo(source.bytes());
    assertThat(source.openedAt).containsExactly(0L, 0L);
  }

  @Test
  void makesDoWithLittleMemory() throws Exception {
    SharedReads reads = new SharedReads(new FeedSettings(SEGMENT, 10, 2, 3, 2, FOREVER, 8));
    FeedReader one = begin(reads, "a");
    FeedReader two = begin(reads, "b");

    Future<byte[]> other = threads.submit(() -> readAll(two));

    assertThat(readAll(one)).isEqualTo(source.bytes());
    assertThat(other.get()).isEqualTo(source.bytes());
    assertThat(source.openedAt).containsExactly(0L);
  }

  @Test
  void goesBackInTheWindowAndBeforeIt() throws Exception {
    SharedReads reads = reads(Duration.ofMillis(30));
    FeedReader one = begin(reads, "a");
    FeedReader two = begin(reads, "b");
    read(one, 4_500);
    one.rewind(1_200);
    assertThat(read(one, 3_300)).isEqualTo(part(1_200, 4_500));
    assertThat(source.openedAt).containsExactly(0L);
    assertThat(readAll(two)).isEqualTo(source.bytes());

    one.rewind(333);

    assertThat(readAll(one)).isEqualTo(part(333, source.bytes().length));
  }
}
