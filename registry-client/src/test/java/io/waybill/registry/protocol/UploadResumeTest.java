package io.waybill.registry.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.failures.Side;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Fault.Received;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An upload that breaks goes on from what the registry has. */
final class UploadResumeTest {
  private static final int SIZE = 2_500_000;
  private static final int PART = 1_000_000;

  private final byte[] content = random();
  private final Digest digest = Digest.sha256(content);
  private final ScriptedRegistry registry = ScriptedRegistry.start();
  private final Repository repository = registry.repository("mirror/app");
  private final RegistryClients clients =
      new RegistryClients(
          new AddressDirectory(Set.of()),
          new RetryTable(Duration.ofMillis(2), Duration.ofMillis(50)));
  private final BlobUploader uploader =
      new BlobUploader(clients.getCaller(repository.registry(), Side.TARGET));
  private final Told told = new Told();

  private static final class Told implements UploadProgress {
    private long bytes;
    private long lost;

    @Override
    public void onWritten(int more) {
      bytes += more;
    }

    @Override
    public void onLost(long less) {
      bytes -= less;
      lost += less;
    }
  }

  @AfterEach
  void stop() {
    clients.close();
    registry.close();
  }

  private static byte[] random() {
    byte[] bytes = new byte[SIZE];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  private static Fault patch() {
    return Fault.on("PATCH", "/blobs/uploads/");
  }

  private static Fault commit() {
    return Fault.on("PUT", "/blobs/uploads/");
  }

  private void upload() throws RegistryException {
    upload(PART);
  }

  private void upload(int part) throws RegistryException {
    UploadLimits limits = new UploadLimits(1000, part);
    uploader.upload(repository, digest, BlobContent.of(content), limits, told, null);
  }

  private RegistryException fail() {
    RegistryException failure = catchThrowableOfType(RegistryException.class, () -> upload(PART));
    assertThat(failure).as("the upload was to fail").isNotNull();
    assertThat(registry.openUploads()).as("upload sessions left open").isZero();
    return failure;
  }

  private void assertArrived() {
    assertThat(registry.findBlob("mirror/app", digest)).hasValue(content);
    assertThat(registry.openUploads()).as("upload sessions left open").isZero();
    assertThat(told.bytes).as("bytes told").isEqualTo(SIZE);
  }

  private List<String> parts() {
    return registry.requests().stream()
        .filter(request -> request.method().equals("PATCH"))
        .map(request -> request.header("Content-Range").orElse("whole"))
        .toList();
  }

  @Test
  void sendsALargeBlobInPartsAndASmallerOneInOne() throws Exception {
    upload();

    assertThat(parts()).containsExactly("0-999999", "1000000-1999999", "2000000-2499999");
    assertArrived();

    registry.forgetRequests();
    told.bytes = 0;
    upload(SIZE);

    assertThat(parts()).containsExactly("whole");
    assertArrived();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 2",
    "1, 131072",
    "1, 999999",
    "1, 1000000",
    "2, 0",
    "2, 1",
    "2, 500000",
    "2, 1000000",
    "3, 0",
    "3, 1",
    "3, 499999",
    "3, 500000"
  })
  void goesOnAfterACutWithWhatTheRegistryKept(int part, int bytes) throws Exception {
    registry.script(patch().nth(part).cutAfter(bytes, Received.KEPT));

    upload();

    assertArrived();
    assertThat(registry.bytesReceived("PATCH")).as("nothing is sent twice").isEqualTo(SIZE);
    assertThat(registry.count("POST", "/uploads/")).as("sessions").isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"2, 0", "2, 1", "2, 999999", "3, 1", "3, 500000"})
  void sendsAPartAgainThatTheRegistryLost(int part, int bytes) throws Exception {
    registry.script(patch().nth(part).cutAfter(bytes, Received.LOST));

    upload();

    assertArrived();
    assertThat(registry.bytesReceived("PATCH")).isEqualTo(SIZE + bytes);
    assertThat(registry.count("POST", "/uploads/")).as("sessions").isEqualTo(1);
  }

  /** By {@code Range: 0-0} docker distribution means nothing, and the specification one byte. */
  @ParameterizedTest
  @CsvSource({"0, KEPT", "1, KEPT", "0, LOST", "1, LOST", "1000000, LOST"})
  void beginsAgainWhereItIsNotClearWhetherAnythingArrived(int bytes, Received received)
      throws Exception {
    registry.script(patch().once().cutAfter(bytes, received));

    upload();

    assertArrived();
    assertThat(registry.bytesReceived("PATCH")).isEqualTo(SIZE + bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 1_234_567, SIZE - 1, SIZE})
  void goesOnAfterACutOfAnUploadInOneRequest(int bytes) throws Exception {
    registry.script(patch().once().cutAfter(bytes, Received.KEPT));

    upload(SIZE);

    assertArrived();
    assertThat(registry.bytesReceived("PATCH")).isEqualTo(SIZE + (bytes < 2 ? bytes : 0));
  }

  @Test
  void arrivesOverALineThatBreaksAllTheTime() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 1; i < 20; i += 2) {
      registry.script(patch().nth(i).cutAfter(100_000 + random.nextInt(300_000), Received.KEPT));
    }

    upload();

    assertArrived();
    assertThat(registry.bytesReceived("PATCH")).as("seed " + seed).isEqualTo(SIZE);
  }

  @Test
  void givesUpWhereItComesNoFurther() {
    registry.script(patch().cutAfter(1000, Received.LOST));

    RegistryException failure = fail();

    assertThat(failure.code()).isEqualTo(FailureCode.NETWORK);
    assertThat(failure.isSpent()).isTrue();
    assertThat(registry.count("PATCH", "")).isLessThan(10);
  }

  @Test
  void goesOnWhenTheAnswerToAPartIsLost() throws Exception {
    registry.script(patch().nth(2).change(reply -> Reply.hangUp()));

    upload();

    assertArrived();
    assertThat(registry.bytesReceived("PATCH")).isEqualTo(SIZE);
  }

  @Test
  void goesOnAfterServerErrorsAndWaitsAsLongAsAsked() throws Exception {
    registry.script(patch().nth(2).answer(Reply.of(500)));
    registry.script(patch().nth(1).answer(Reply.of(503).with("Retry-After", "0")));
    registry.script(Fault.on("GET", "/uploads/").once().answer(Reply.of(502)));

    upload();

    assertArrived();
    assertThat(registry.count("POST", "/uploads/")).isEqualTo(1);
  }

  @Test
  void asksForTheOffsetWhereARangeIsNotTheOneExpected() throws Exception {
    registry.script(patch().nth(2).cutAfter(300_000, Received.KEPT));
    registry.script(
        Fault.on("GET", "/uploads/").once().change(reply -> reply.with("Range", "0-1199999")));

    upload();

    assertArrived();
    assertThat(parts())
        .containsExactly(
            "0-999999", "1000000-1999999", "1200000-2199999", "1300000-2299999", "2300000-2499999");
  }

  @Test
  void goesOnWhereTheRegistrySaysThatItTookLessThanItWasSent() throws Exception {
    registry.script(patch().nth(2).answer(request -> Reply.of(202).with("Range", "0-1299999")));

    upload();

    assertThat(parts()).startsWith("0-999999", "1000000-1999999", "1300000-2299999");
    assertArrived();
  }

  @Test
  void opensANewSessionWhereTheOldOneIsLost() throws Exception {
    registry.script(patch().nth(2).run(registry::loseUploads));

    upload();

    assertArrived();
    assertThat(registry.count("POST", "/uploads/")).isEqualTo(2);
    assertThat(told.lost).isEqualTo(2 * PART);
  }

  @Test
  void goesOnWhereTheRegistryStopsReading() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    registry.script(patch().nth(2).cutAfter(300_000, Received.KEPT).run(() -> await(done)));

    try (RegistryClients impatient = Impatient.clients(registry)) {
      new BlobUploader(impatient.getCaller(repository.registry(), Side.TARGET))
          .upload(
              repository,
              digest,
              BlobContent.of(content),
              new UploadLimits(1000, PART),
              told,
              null);
    } finally {
      done.countDown();
    }

    assertArrived();
    assertThat(registry.bytesReceived("PATCH")).isEqualTo(SIZE);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void keepsTheSessionWhereTheTokenEndsInTheMiddle() throws Exception {
    registry.script(patch().nth(2).answer(Reply.error(401, "UNAUTHORIZED")));

    upload();

    assertArrived();
    assertThat(registry.count("POST", "/uploads/")).isEqualTo(1);
    assertThat(parts())
        .containsExactly("0-999999", "1000000-1999999", "1000000-1999999", "2000000-2499999");
  }

  @Test
  void believesARegistryThatRefusesTheAccountTwice() {
    registry.script(patch().answer(Reply.error(401, "UNAUTHORIZED")));

    assertThat(fail().code()).isEqualTo(FailureCode.UNAUTHORIZED);
    assertThat(registry.count("PATCH", "")).isEqualTo(2);
  }

  /** ECR answers a part with 201. */
  @Test
  void takes201ForAnAnswerToAPart() throws Exception {
    registry.script(patch().change(reply -> reply.as(201)));

    upload();

    assertArrived();
  }

  /** Google's Artifact Registry takes a blob in one piece only. */
  @ParameterizedTest
  @ValueSource(ints = {400, 404, 405, 416, 501})
  void sendsAllInOneWhereASecondPartIsRefused(int status) throws Exception {
    registry.script(
        patch()
            .onlyIf(request -> !request.header("Content-Range").orElse("0-").startsWith("0-"))
            .answer(Reply.of(status)));

    upload();

    assertArrived();
    assertThat(registry.bytesReceived("PUT")).isEqualTo(SIZE);

    registry.forgetRequests();
    told.bytes = 0;
    upload();

    assertArrived();
    assertThat(parts()).as("it is remembered").isEmpty();
  }

  @Test
  void sendsAllInOneWherePatchIsUnknown() throws Exception {
    registry.script(patch().answer(Reply.of(405)));

    upload(SIZE);

    assertArrived();
  }

  @Test
  void sendsPartsAsLongAsTheRegistryAsksFor() throws Exception {
    registry.script(
        Fault.on("POST", "/uploads/")
            .change(reply -> reply.with("OCI-Chunk-Min-Length", "1500000")));

    upload();

    assertThat(parts()).containsExactly("0-1499999", "1500000-2499999");
    assertArrived();
  }

  /** nginx before a registry: client_max_body_size. */
  @Test
  void sendsSmallerPartsWhereABodyIsTooLarge() throws Exception {
    registry.script(
        patch()
            .onlyIf(request -> Integer.parseInt(request.header("Content-Length").get()) > 1_100_000)
            .answer(Reply.of(413)));

    upload(SIZE);

    assertThat(parts()).containsExactly("whole", "0-1048575", "1048576-2097151", "2097152-2499999");
    assertArrived();
  }

  @Test
  void saysThatABlobIsTooLargeWhereSmallPartsAreAsWell() {
    registry.script(patch().answer(Reply.of(413)));

    assertThat(fail().code()).isEqualTo(FailureCode.BLOB_TOO_LARGE);
  }

  @Test
  void leavesAFinalRefusalAtThat() {
    registry.script(patch().nth(2).answer(Reply.error(403, "DENIED")));

    assertThat(fail().code()).isEqualTo(FailureCode.DENIED);
    assertThat(registry.count("PATCH", "")).isEqualTo(2);
  }

  @Test
  void findsTheBlobThatWasCommittedAlthoughTheAnswerWasLost() throws Exception {
    registry.script(commit().once().change(reply -> Reply.hangUp()));

    upload();

    assertArrived();
    assertThat(registry.count("PUT", "/uploads/")).isEqualTo(1);
    assertThat(registry.count("HEAD", "/blobs/sha")).isEqualTo(1);
    assertThat(registry.count("DELETE", "")).isZero();
  }

  @Test
  void commitsAgainWhereTheCommitDidNotArrive() throws Exception {
    registry.script(commit().once().answer(Reply.hangUp()));

    upload();

    assertArrived();
    assertThat(registry.bytesReceived("PATCH")).isEqualTo(SIZE);
    assertThat(registry.count("PUT", "/uploads/")).isEqualTo(2);
  }

  @Test
  void beginsAgainWhereTheRegistryPutWrongBytesTogether() throws Exception {
    registry.script(patch().nth(2).cutAfter(400_000, Received.KEPT));
    registry.script(
        Fault.on("GET", "/uploads/").once().change(reply -> reply.with("Range", "0-1199999")));
    registry.script(patch().nth(2).ignoring("Content-Range"));

    upload();

    assertArrived();
    assertThat(registry.count("POST", "/uploads/")).isEqualTo(2);
  }

  @Test
  void believesARegistryThatRefusesTheDigestOfAnUploadThatNeverBroke() {
    registry.script(commit().answer(Reply.error(400, "DIGEST_INVALID")));

    assertThat(fail().code()).isEqualTo(FailureCode.DIGEST_MISMATCH);
    assertThat(registry.count("PUT", "")).isEqualTo(1);
  }

  @Test
  void uploadsABlobOfUnknownSizeAndGoesOnWithIt() throws Exception {
    registry.script(patch().once().cutAfter(1_234_567, Received.KEPT));
    BlobContent known = BlobContent.of(content);
    BlobContent unknown =
        new BlobContent() {
          @Override
          public long size() {
            return -1;
          }

          @Override
          public int read(byte[] buffer, int offset, int length) throws RegistryException {
            return known.read(buffer, offset, length);
          }

          @Override
          public void rewind(long offset) throws RegistryException {
            known.rewind(offset);
          }

          @Override
          public void close() {
            known.close();
          }
        };

    uploader.upload(repository, digest, unknown, new UploadLimits(1000, PART), told, null);

    assertArrived();
    assertThat(registry.bytesReceived("PATCH")).isEqualTo(SIZE);
  }
}
