package io.waybill.registry.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.failures.Side;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.Request;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A download that breaks goes on behind the last byte, and is verified as a whole. */
final class BlobResumeTest {
  private static final int SIZE = 2_500_000;

  private final byte[] content = random(SIZE);
  private final Descriptor blob = Descriptor.of("", Digest.sha256(content), SIZE);
  private final ScriptedRegistry registry = ScriptedRegistry.start();
  private final Repository repository = registry.repository("team/app");
  private final RegistryClients clients =
      new RegistryClients(
          new AddressDirectory(Set.of()),
          new RetryTable(Duration.ofMillis(2), Duration.ofMillis(50)));
  private final BlobPuller puller =
      new BlobPuller(clients.getCaller(repository.registry(), Side.SOURCE));

  BlobResumeTest() {
    registry.putBlob("team/app", content);
  }

  @AfterEach
  void stop() {
    clients.close();
    registry.close();
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static Fault download() {
    return Fault.on("GET", "/blobs/sha");
  }

  private static Fault resumed() {
    return download().onlyIf(request -> request.header("Range").isPresent());
  }

  private byte[] pull() throws Exception {
    try (BlobStream in = puller.pull(repository, blob)) {
      return in.readAllBytes();
    }
  }

  private RegistryException fail() {
    RegistryException failure = catchThrowableOfType(RegistryException.class, this::pull);
    assertThat(failure).as("the download was to fail").isNotNull();
    return failure;
  }

  private List<String> ranges() {
    return registry.requests().stream().map(r -> r.header("Range").orElse("all")).toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 8191, 1_048_575, 1_048_576, 1_048_577, SIZE - 1})
  void goesOnAfterACutAtAnyByte(int byteNumber) throws Exception {
    registry.script(download().once().change(reply -> reply.cutAfter(byteNumber)));

    assertThat(pull()).isEqualTo(content);

    String rest = byteNumber == 0 ? "all" : "bytes=" + byteNumber + "-";
    assertThat(ranges()).containsExactly("all", rest);
  }

  @Test
  void goesOnAfterCutsAtRandomBytes() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    registry.script(
        download().first(6).change(reply -> reply.cutAfter(random.nextInt(reply.body().length))));

    assertThat(pull()).as("seed " + seed).isEqualTo(content);
  }

  @Test
  void arrivesOverALineThatBreaksMoreOftenThanAnythingIsTriedWithoutProgress() throws Exception {
    byte[] large = random(12 * 1_100_000);
    registry.putBlob("team/app", large);
    registry.script(download().change(reply -> reply.cutAfter(1_100_000)));

    try (BlobStream in =
        puller.pull(repository, Descriptor.of("", Digest.sha256(large), large.length))) {
      assertThat(in.readAllBytes()).isEqualTo(large);
    }

    assertThat(registry.requests()).hasSize(12);
  }

  @Test
  void givesUpWhereItComesNoFurther() {
    registry.script(download().change(reply -> reply.cutAfter(10)));

    RegistryException failure = fail();

    assertThat(failure.code()).isEqualTo(FailureCode.NETWORK);
    assertThat(failure.isSpent()).isTrue();
    assertThat(registry.requests()).hasSizeLessThan(10);
  }

  @Test
  void asksAgainWhereTheRestIsRefusedForAWhile() throws Exception {
    registry.script(download().once().change(reply -> reply.cutAfter(1000)));
    registry.script(resumed().first(2).answer(Reply.of(503)));

    assertThat(pull()).isEqualTo(content);
  }

  @Test
  void goesOnAfterASilence() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    registry.script(download().once().change(reply -> reply.silentAfter(700_000, read)));
    try (RegistryClients impatient = Impatient.clients(registry);
        BlobStream in =
            new BlobPuller(impatient.getCaller(repository.registry(), Side.SOURCE))
                .pull(repository, blob)) {
      assertThat(in.readAllBytes()).isEqualTo(content);
    } finally {
      read.countDown();
    }

    assertThat(ranges()).startsWith("all", "bytes=700000-");
  }

  @Test
  void readsPastWhatItHasWhereTheRegistryIgnoresRanges() throws Exception {
    registry.script(download().once().change(reply -> reply.cutAfter(1_500_000)));
    registry.script(resumed().ignoring("Range"));

    assertThat(pull()).isEqualTo(content);

    assertThat(registry.requests()).hasSize(2);
  }

  @Test
  void noticesThatTheBeginningIsAnotherOneWhereItIsReadAgain() {
    registry.script(download().once().change(reply -> reply.cutAfter(1_500_000)));
    registry.script(
        resumed()
            .ignoring("Range")
            .change(
                reply -> {
                  byte[] other = reply.body().clone();
                  other[7] ^= 1;
                  return reply.withBody(other);
                }));

    RegistryException failure = fail();

    assertThat(failure.code()).isEqualTo(FailureCode.DIGEST_MISMATCH);
    assertThat(failure).hasMessageContaining("its first 1500000 bytes were other ones");
  }

  @Test
  void readsFromTheBeginningWhereARangeIsRefused() throws Exception {
    registry.script(download().once().change(reply -> reply.cutAfter(1_500_000)));
    registry.script(resumed().answer(Reply.of(416).with("Content-Range", "bytes */" + SIZE)));

    assertThat(pull()).isEqualTo(content);

    assertThat(ranges()).containsExactly("all", "bytes=1500000-", "all");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes 0-2499999/2500000", "bytes 1500000-2499999/9", "", "bytes 1-"})
  void readsFromTheBeginningWhereTheRangeIsNotTheOneAskedFor(String wrong) throws Exception {
    registry.script(download().once().change(reply -> reply.cutAfter(1_500_000)));
    registry.script(resumed().change(reply -> reply.with("Content-Range", wrong)));

    assertThat(pull()).isEqualTo(content);
  }

  @Test
  void takesARangeWhoseTotalIsNotKnown() throws Exception {
    registry.script(download().once().change(reply -> reply.cutAfter(1_500_000)));
    registry.script(
        resumed().change(reply -> reply.with("Content-Range", "bytes 1500000-2499999/*")));

    assertThat(pull()).isEqualTo(content);

    assertThat(registry.requests()).hasSize(2);
  }

  @Test
  void neverReleasesTheLastByteOfWrongContentThatCameInPieces() {
    registry.script(download().once().change(reply -> reply.cutAfter(1_500_000)));
    registry.script(
        resumed()
            .change(
                reply -> {
                  byte[] damaged = reply.body().clone();
                  damaged[damaged.length / 2] ^= 1;
                  return reply.withBody(damaged);
                }));

    RegistryException failure = fail();

    assertThat(failure.code()).isEqualTo(FailureCode.DIGEST_MISMATCH);
    assertThat(registry.requests()).as("a wrong digest is final").hasSize(2);
  }

  @Test
  void saysThatContentWasEncodedOnTheWay() {
    registry.script(
        download()
            .change(reply -> reply.withBody(new byte[SIZE]).with("Content-Encoding", "gzip")));

    assertThat(fail()).hasMessageContaining("Content-Encoding gzip, which was not asked for");
    assertThat(registry.requests().getFirst().header("Accept-Encoding")).contains("identity");
  }

  @Test
  void goesBackToAnyByteThatWasReadAndVerifiesTheWholeAgain() throws Exception {
    try (BlobStream in = puller.pull(repository, blob)) {
      assertThat(in.readNBytes(2_200_000)).isEqualTo(Arrays.copyOf(content, 2_200_000));
      for (int back : new int[] {2_200_000, 1_300_001, 1_300_000, 5, 0}) {
        in.rewind(back);
        assertThat(in.readNBytes(10)).isEqualTo(Arrays.copyOfRange(content, back, back + 10));
      }
      in.rewind(7);
      assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 7, SIZE));
      in.rewind(SIZE - 1);
      assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, SIZE - 1, SIZE));
    }
    assertThat(ranges()).as("goes back to a hash that is near").contains("bytes=1048576-");
  }

  @Test
  void isOpenedWhereAnotherStreamCame() throws Exception {
    BlobPosition position;
    try (BlobStream in = puller.pull(repository, blob)) {
      in.readNBytes(1_234_567);
      position = in.position();
    }
    registry.forgetRequests();

    try (BlobStream in = puller.pull(repository, blob, position)) {
      assertThat(in.readAllBytes()).isEqualTo(Arrays.copyOfRange(content, 1_234_567, SIZE));
    }

    assertThat(registry.requests())
        .extracting(Request::method, request -> request.header("Range").orElse(""))
        .containsExactly(tuple("GET", "bytes=1234567-"));
  }
}
