package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.failures.Side;
import io.waybill.registry.protocol.BlobUploader;
import io.waybill.registry.protocol.RegistryCaller;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.protocol.UploadSession;
import io.waybill.registry.sample.ImageVerifier;
import io.waybill.registry.sample.SampleImage;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What registries and the network do wrong on the way of a copy, one at a time. */
final class CopyFaultsTest {
  private static final RetryTable QUICK =
      new RetryTable(Duration.ofMillis(5), Duration.ofSeconds(2));

  /** One blob is streamed, the others are small enough for one request. */
  private final SampleImage image =
      SampleImage.builder(11).platforms("linux/amd64").layers(1, 900_000).build();

  private final ScriptedRegistry from = ScriptedRegistry.start();
  private final ScriptedRegistry to = ScriptedRegistry.start();
  private final RegistryClients clients =
      new RegistryClients(new AddressDirectory(Set.of()), QUICK);
  private final CopyEngine engine = new StreamingCopyEngine(clients);
  private final TagReference source = from.repository("team/app").tag(Tag.of("v1"));
  private final TagReference target = to.repository("mirror/app").tag(Tag.of("v1"));

  @AfterEach
  void stop() {
    clients.close();
    from.close();
    to.close();
  }

  private CopyReport copy() throws Exception {
    image.push(clients, source);
    from.forgetRequests();
    return engine.copy(CopyRequest.of(source, target), CopyListener.NONE);
  }

  private CopyFailure fail() throws Exception {
    image.push(clients, source);
    CopyFailure failure =
        catchThrowableOfType(
            CopyFailure.class,
            () -> engine.copy(CopyRequest.of(source, target), CopyListener.NONE));
    assertThat(failure).as("the copy was to fail").isNotNull();
    return failure;
  }

  private void assertArrived() throws Exception {
    assertThat(new ImageVerifier(clients).verify(source, target, false).digest())
        .isEqualTo(image.digest());
    assertThat(to.openUploads()).as("upload sessions left open").isZero();
  }

  private void assertNothingLeftOpen() {
    assertThat(to.openUploads()).as("upload sessions left open").isZero();
    assertThat(to.findTag("mirror/app", "v1")).isEmpty();
  }

  @Test
  void followsARelativeAndAnAbsoluteLocation() throws Exception {
    to.script(
        Fault.on("POST", "/blobs/uploads/")
            .once()
            .change(
                reply ->
                    reply.with(
                        "Location", "http://" + to.address() + reply.headers().get("Location"))));
    copy();
    assertArrived();
  }

  @Test
  void keepsTheQueryOfALocation() throws Exception {
    to.script(
        Fault.on("POST", "/blobs/uploads/")
            .change(
                reply ->
                    reply.with(
                        "Location", reply.headers().get("Location") + "?_state=a%2Fb%3D&x=1")));
    to.script(
        Fault.on("PATCH", "/blobs/uploads/")
            .change(
                reply -> reply.with("Location", reply.headers().get("Location") + "?_state=c%3D")));
    copy();
    assertArrived();
    assertThat(to.count("PATCH", "\\?_state=a%2Fb%3D&x=1")).isEqualTo(1);
    assertThat(to.count("PUT", "\\?_state=c%3D&digest=sha256%3A")).isEqualTo(1);
  }

  @Test
  void computesADigestThatTheSourceDoesNotSend() throws Exception {
    from.script(
        Fault.on("HEAD", "/manifests/").change(reply -> reply.without("Docker-Content-Digest")));
    from.script(
        Fault.on("GET", "/manifests/").change(reply -> reply.without("Docker-Content-Digest")));
    copy();
    assertArrived();
  }

  @Test
  void refusesABlobWithOtherBytesThanItsDigest() throws Exception {
    from.script(
        Fault.on("GET", "/blobs/")
            .change(
                reply -> {
                  byte[] damaged = reply.body().clone();
                  damaged[damaged.length / 2] ^= 1;
                  return reply.withBody(damaged);
                }));
    assertThat(fail().code()).isEqualTo(FailureCode.DIGEST_MISMATCH);
    assertNothingLeftOpen();
  }

  @Test
  void refusesABlobThatIsShorterThanItsManifestSays() throws Exception {
    from.script(
        Fault.on("GET", "/blobs/")
            .change(reply -> reply.withBody(Arrays.copyOf(reply.body(), reply.body().length - 1))));
    assertThat(fail().code()).isEqualTo(FailureCode.DIGEST_MISMATCH);
    assertNothingLeftOpen();
  }

  @Test
  void refusesAManifestWithOtherBytesThanItsDigest() throws Exception {
    from.script(
        Fault.on("GET", "/manifests/")
            .change(reply -> reply.withBody("{ }".getBytes(StandardCharsets.UTF_8))));
    assertThat(fail().code()).isEqualTo(FailureCode.DIGEST_MISMATCH);
    assertNothingLeftOpen();
  }

  @Test
  void beginsACutDownloadAgain() throws Exception {
    from.script(Fault.on("GET", "/blobs/").once().change(reply -> reply.cutAfter(300)));
    CopyReport report = copy();
    assertArrived();
    assertThat(report.outcome()).isEqualTo(CopyOutcome.COPIED);
  }

  @Test
  void beginsACutUploadAgain() throws Exception {
    to.script(Fault.on("PATCH", "/blobs/uploads/").once().answer(Reply.hangUp()));
    copy();
    assertArrived();
  }

  @Test
  void givesUpWhenEveryDownloadIsCut() throws Exception {
    from.script(Fault.on("GET", "/blobs/").change(reply -> reply.cutAfter(300)));
    assertThat(fail().code()).isEqualTo(FailureCode.NETWORK);
    assertNothingLeftOpen();
  }

  @Test
  void waitsAsLongAsA429Asks() throws Exception {
    from.script(
        Fault.on("GET", "/manifests/")
            .once()
            .answer(Reply.error(429, "TOOMANYREQUESTS").with("Retry-After", "1")));
    long start = System.nanoTime();
    copy();
    assertArrived();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(900));
  }

  @Test
  void handsALongRetryAfterToTheCaller() throws Exception {
    from.script(
        Fault.on("GET", "/manifests/")
            .answer(Reply.error(429, "TOOMANYREQUESTS").with("Retry-After", "3600")));
    CopyFailure failure = fail();
    assertThat(failure.code()).isEqualTo(FailureCode.RATE_LIMITED);
    assertThat(failure.failure().retryAfterMs()).isEqualTo(3_600_000L);
    assertThat(from.count("GET", "/manifests/")).isEqualTo(1);
  }

  @Test
  void triesAServerErrorAgainAtEachStep() throws Exception {
    for (String method : new String[] {"HEAD", "GET"}) {
      from.script(Fault.on(method, "/v2/.*/(manifests|blobs)/").once().answer(Reply.of(500)));
    }
    for (String method : new String[] {"HEAD", "POST", "PATCH", "PUT"}) {
      to.script(Fault.on(method, "/v2/").once().answer(Reply.of(503)));
    }
    to.script(Fault.on("PUT", "/manifests/").once().answer(Reply.of(502)));
    copy();
    assertArrived();
  }

  @Test
  void triesABoundedNumberOfTimesAndNotOnceMoreInAnOuterLayer() throws Exception {
    from.script(Fault.on("GET", "/blobs/").answer(Reply.of(500)));
    assertThat(fail().code()).isEqualTo(FailureCode.REGISTRY_ERROR);
    String anyBlob = image.blobs().iterator().next().hex();
    assertThat(from.count("GET", anyBlob)).isBetween(1L, 4L);
    assertNothingLeftOpen();
  }

  @Test
  void findsTheBlobThatWasCommittedAlthoughTheAnswerWasLost() throws Exception {
    to.script(Fault.on("PUT", "/blobs/uploads/").once().change(reply -> Reply.hangUp()));
    copy();
    assertArrived();
  }

  @Test
  void keepsTheRegistrysOwnWords() throws Exception {
    to.script(Fault.on("PUT", "/manifests/").answer(Reply.error(403, "DENIED")));
    CopyFailure failure = fail();
    assertThat(failure.code()).isEqualTo(FailureCode.DENIED);
    assertThat(failure.failure().registryError()).contains("403", "DENIED", "denied of the script");
    assertThat(failure.failure().reason()).startsWith("Tried to put the manifest " + target);
    assertThat(failure.partialReport().transfer().blobsCopied()).isEqualTo(image.blobs().size());
  }

  @Test
  void tellsATagThatMustNotMoveFromOtherRefusals() throws Exception {
    to.script(Fault.on("PUT", "/manifests/v1").answer(Reply.error(412, "PRECONDITION")));
    assertThat(fail().code()).isEqualTo(FailureCode.TAG_IMMUTABLE);
  }

  @Test
  void saysWhenTheTargetShowsAnotherDigestThanTheOnePut() throws Exception {
    Digest other = Digest.sha256(new byte[] {1});
    to.script(
        Fault.on("HEAD", "/manifests/v1")
            .change(reply -> reply.with("Docker-Content-Digest", other.toString())));
    assertThat(fail().code()).isEqualTo(FailureCode.DIGEST_MISMATCH);
  }

  @Test
  void stopsAtItsTimeLimitAndCancelsItsUploads() throws Exception {
    image.push(clients, source);
    from.script(Fault.on("GET", "/blobs/").run(() -> pause(Duration.ofSeconds(5))));
    CopyFailure failure =
        catchThrowableOfType(
            CopyFailure.class,
            () ->
                engine.copy(
                    CopyRequest.of(source, target).withTimeout(Duration.ofMillis(300)),
                    CopyListener.NONE));
    assertThat(failure.code()).isEqualTo(FailureCode.TIMEOUT);
    assertNothingLeftOpen();
  }

  @Test
  void stopsWhenItIsInterruptedAndCancelsItsUploads() throws Exception {
    image.push(clients, source);
    Thread caller = Thread.currentThread();
    to.script(
        Fault.on("PATCH", "/blobs/uploads/")
            .run(
                () -> {
                  caller.interrupt();
                  pause(Duration.ofSeconds(3));
                }));
    CopyFailure failure =
        catchThrowableOfType(
            CopyFailure.class,
            () -> engine.copy(CopyRequest.of(source, target), CopyListener.NONE));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(failure.code()).isEqualTo(FailureCode.CANCELLED);
    assertNothingLeftOpen();
  }

  @Test
  void cancelsAnUploadThoughItIsInterruptedOnceMoreMeanwhile() throws Exception {
    Thread caller = Thread.currentThread();
    to.script(
        Fault.on("DELETE", "/blobs/uploads/")
            .run(
                () -> {
                  caller.interrupt();
                  pause(Duration.ofMillis(200));
                }));
    RegistryCaller registry = clients.getCaller(target.repository().registry(), Side.TARGET);
    UploadSession session = new BlobUploader(registry).open(target.repository());
    assertThat(to.openUploads()).isEqualTo(1);

    session.close();

    assertThat(Thread.interrupted()).isTrue();
    assertNothingLeftOpen();
  }

  private static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
