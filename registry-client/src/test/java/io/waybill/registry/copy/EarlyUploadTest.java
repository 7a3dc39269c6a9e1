package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.ImageVerifier;
import io.waybill.registry.sample.SampleImage;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.registry.scripted.ScriptedRegistry.Ability;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.units.ByteRate;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A blob's upload is opened while the source is asked for the blob, and cancelled if in vain. */
final class EarlyUploadTest {
  private static final RetryTable QUICK =
      new RetryTable(Duration.ofMillis(5), Duration.ofSeconds(2));

  /** Longer than anything takes that is going to happen at all. */
  private static final long PATIENCE_SECONDS = 60;

  /** A configuration that is small, and a layer that is streamed. */
  private final SampleImage image =
      SampleImage.builder(31).platforms("linux/amd64").layers(1, 900_000).build();

  private final ScriptedRegistry from = ScriptedRegistry.start();
  private final ScriptedRegistry to = ScriptedRegistry.start();
  private final ScriptedRegistry able = ScriptedRegistry.start(Ability.SINGLE_POST);
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
    able.close();
  }

  private void push(SampleImage pushed, TagReference reference) throws Exception {
    pushed.push(clients, reference);
    from.forgetRequests();
  }

  private void copy(TagReference where) throws Exception {
    engine.copy(CopyRequest.of(source, where), CopyListener.NONE);
    assertThat(new ImageVerifier(clients).verify(source, where, false).digest())
        .isEqualTo(image.digest());
    assertThat(to.openUploads()).as("upload sessions left open").isZero();
  }

  private FailureCode fail() {
    CopyFailure failure =
        catchThrowableOfType(
            CopyFailure.class,
            () -> engine.copy(CopyRequest.of(source, target), CopyListener.NONE));
    assertThat(failure).as("the copy was to fail").isNotNull();
    return failure.code();
  }

  /** Requests for the blob that is streamed, each held until the target has seen a session. */
  private Fault layerAfterASession() {
    CountDownLatch opened = new CountDownLatch(1);
    to.script(Fault.on("POST", "/blobs/uploads/$").run(opened::countDown));
    return from.script(Fault.on("GET", "/blobs/" + layer()).run(() -> await(opened)));
  }

  private Digest layer() {
    return image.blobs().stream().filter(digest -> !isSmall(digest)).findFirst().orElseThrow();
  }

  private Digest config() {
    return image.blobs().stream().filter(this::isSmall).findFirst().orElseThrow();
  }

  private boolean isSmall(Digest blob) {
    return from.findBlob("team/app", blob).orElseThrow().length < 500_000;
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("a session opened").isTrue();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void assertCancelled() {
    assertThat(to.count("DELETE", "/blobs/uploads/")).as("sessions cancelled").isPositive();
    assertThat(to.openUploads()).as("upload sessions left open").isZero();
    assertThat(to.findTag("mirror/app", "v1")).isEmpty();
  }

  @Test
  void opensTheUploadWhileTheSourceIsAsked() throws Exception {
    push(image, source);
    layerAfterASession();

    copy(target);

    assertThat(to.count("POST", "")).as("one for each blob").isEqualTo(image.blobs().size());
    assertThat(to.count("DELETE", "")).isZero();
  }

  @Test
  void opensThatOfASmallBlobWhereTheRegistryIsKnownToTakeNoneInOneRequest() throws Exception {
    TagReference other = from.repository("team/other").tag(Tag.of("v1"));
    push(SampleImage.builder(32).platforms("linux/amd64").layers(1, 1000).build(), other);
    engine.copy(
        CopyRequest.of(other, to.repository("mirror/other").tag(Tag.of("v1"))), CopyListener.NONE);
    push(image, source);
    to.forgetRequests();
    CountDownLatch both = new CountDownLatch(image.blobs().size());
    to.script(Fault.on("POST", "/blobs/uploads/$").run(both::countDown));
    from.script(Fault.on("GET", "/blobs/" + config()).run(() -> await(both)));

    copy(target);

    assertThat(to.count("POST", "")).as("one for each blob").isEqualTo(image.blobs().size());
  }

  @Test
  void sendsASmallBlobInOneRequestWhereTheRegistryTakesThat() throws Exception {
    push(image, source);

    copy(able.repository("mirror/app").tag(Tag.of("v1")));

    assertThat(able.count("POST", "digest=" + config().algorithm() + "%3A" + config().hex()))
        .isEqualTo(1);
    assertThat(able.count("POST", "")).as("one for each blob").isEqualTo(image.blobs().size());
    assertThat(able.count("DELETE", "")).isZero();
  }

  @Test
  void cancelsItWhereTheSourceDoesNotHaveTheBlob() throws Exception {
    push(image, source);
    layerAfterASession().answer(Reply.error(404, "BLOB_UNKNOWN"));

    assertThat(fail()).isEqualTo(FailureCode.MANIFEST_INVALID);

    assertCancelled();
    assertThat(to.count("PATCH", "")).as("requests with bytes").isZero();
  }

  @Test
  void cancelsItWhereTheSourceSendsOtherBytes() throws Exception {
    push(image, source);
    layerAfterASession()
        .change(
            reply -> {
              byte[] damaged = reply.body().clone();
              damaged[100] ^= 1;
              return reply.withBody(damaged);
            });

    assertThat(fail()).isEqualTo(FailureCode.DIGEST_MISMATCH);

    assertCancelled();
  }

  @Test
  void cancelsItWhereTheSourceBreaksOffForGood() throws Exception {
    push(image, source);
    layerAfterASession().change(reply -> reply.cutAfter(300));

    assertThat(fail()).isEqualTo(FailureCode.NETWORK);

    assertCancelled();
    assertThat(to.count("PATCH", "")).as("requests with bytes").isZero();
  }

  @Test
  void cancelsItWhereTheCopyIsStopped() throws Exception {
    push(image, source);
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    layerAfterASession().run(() -> awaitForEver(asked, never));
    CountDownLatch opened = new CountDownLatch(1);
    to.prepend(Fault.on("POST", "/blobs/uploads/$").run(opened::countDown));
    Thread copier = Thread.ofVirtual().start(this::fail);
    await(opened);
    await(asked);

    copier.interrupt();
    copier.join();
    never.countDown();

    assertCancelled();
  }

  private static void awaitForEver(CountDownLatch asked, CountDownLatch never) {
    asked.countDown();
    await(never);
  }

  @Test
  void failsAsTheTargetHasItWhereThatOpensNone() throws Exception {
    push(image, source);
    to.script(Fault.on("POST", "/blobs/uploads/").answer(Reply.error(403, "DENIED")));

    assertThat(fail()).isEqualTo(FailureCode.DENIED);

    assertThat(to.openUploads()).isZero();
  }

  /** What waits for its turn among bytes may wait for longer than a registry keeps a session. */
  @Test
  void opensItWithTheFirstBytesWhereABandwidthHoldsTheCopyBack() throws Exception {
    push(image, source);
    AtomicLong begun = new AtomicLong(-1);
    from.script(
        Fault.on("GET", "/blobs/" + layer())
            .run(
                () -> {
                  pause();
                  begun.set(to.count("POST", "/blobs/uploads/$"));
                }));

    engine.copy(
        CopyRequest.of(source, target).withBandwidth(ByteRate.parse("50MB/s")), CopyListener.NONE);

    assertThat(begun).hasValue(0);
    assertThat(to.findTag("mirror/app", "v1")).contains(image.digest());
  }

  /** Time enough for what is not to happen. */
  private static void pause() {
    LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
  }
}
