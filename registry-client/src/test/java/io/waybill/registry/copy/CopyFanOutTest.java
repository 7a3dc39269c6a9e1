package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.feed.FeedSettings;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.ImageVerifier;
import io.waybill.registry.sample.SampleImage;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One image that is copied to several registries at the same time. */
final class CopyFanOutTest {
  private static final RetryTable QUICK =
      new RetryTable(Duration.ofMillis(5), Duration.ofSeconds(2));

  /** Much more than one feed keeps. */
  private static final int LARGE = 3_000_000;

  private final ScriptedRegistry from = ScriptedRegistry.start();
  private final List<ScriptedRegistry> targets =
      List.of(ScriptedRegistry.start(), ScriptedRegistry.start(), ScriptedRegistry.start());
  private final RegistryClients clients =
      new RegistryClients(new AddressDirectory(Set.of()), QUICK);
  private final CountDownLatch planned = new CountDownLatch(targets.size());
  private CopyEngine engine = engine(Duration.ofSeconds(1));
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final TagReference source = from.repository("team/app").tag(Tag.of("v1"));

  @AfterEach
  void stop() {
    threads.shutdownNow();
    clients.close();
    from.close();
    targets.forEach(ScriptedRegistry::close);
  }

  private CopyEngine engine(Duration patience) {
    return new StreamingCopyEngine(
        clients, CopySettings.DEFAULT, new FeedSettings(64 * 1024, 8, 2, 4, 64, patience, 8));
  }

  private SampleImage push(int layers, int size) throws Exception {
    SampleImage image =
        SampleImage.builder(31).platforms("linux/amd64").layers(layers, size).build();
    image.push(clients, source);
    from.forgetRequests();
    return image;
  }

  private TagReference target(int number) {
    return targets.get(number).repository("mirror/app").tag(Tag.of("v1"));
  }

  private Future<CopyReport> start(int number) {
    CopyListener counting =
        new CopyListener() {
          @Override
          public CopyPlan.Decision onPlan(CopyPlan plan) {
            planned.countDown();
            return CopyPlan.Decision.PROCEED;
          }
        };
    return threads.submit(() -> engine.copy(CopyRequest.of(source, target(number)), counting));
  }

  private List<Future<CopyReport>> startAll() {
    List<Future<CopyReport>> copies = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      copies.add(start(i));
    }
    return copies;
  }

  private void assertArrived(SampleImage image, int number) throws Exception {
    assertThat(new ImageVerifier(clients).verify(source, target(number), false).digest())
        .isEqualTo(image.digest());
    assertThat(targets.get(number).openUploads()).as("upload sessions left open").isZero();
  }

  private static CopyFailure failureOf(Future<CopyReport> copy) throws InterruptedException {
    try {
      throw new AssertionError("It was to fail: " + copy.get());
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof CopyFailure failure) {
        return failure;
      }
      throw new AssertionError(failed);
    }
  }

  @Test
  void readsEachBlobOnceForThreeTargets() throws Exception {
    engine = engine(Duration.ofMinutes(10));
    SampleImage image = push(4, 900_000);
    from.script(Fault.on("GET", "/blobs/").once().run(() -> await(planned)));
    List<Future<CopyReport>> copies = startAll();

    long read = 0;
    for (Future<CopyReport> copy : copies) {
      read += copy.get().transfer().bytesRead();
    }

    assertThat(from.count("GET", "/blobs/")).isEqualTo(image.blobs().size());
    assertThat(from.count("GET", "/manifests/sha256:")).isLessThanOrEqualTo(1);
    assertThat(read).as("bytes read by all copies").isEqualTo(image.bytes());
    for (int i = 0; i < targets.size(); i++) {
      assertArrived(image, i);
    }
  }

  @Test
  void readsSmallBlobsOnceForATargetThatComesAMomentLater() throws Exception {
    SampleImage image = push(3, 20_000);
    start(0).get();
    from.forgetRequests();

    CopyReport second = start(1).get();

    assertThat(from.count("GET", "/blobs/")).isZero();
    assertThat(second.transfer().bytesRead()).isZero();
    assertThat(second.transfer().bytesWritten()).isGreaterThan(image.bytes());
    assertArrived(image, 1);
  }

  @Test
  void finishesTheOthersWhileOneTargetDoesNotTakeItsBytes() throws Exception {
    SampleImage image = push(1, LARGE);
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch othersAreDone = new CountDownLatch(1);
    Future<CopyReport> slow = startPausing(2, writing, othersAreDone);
    writing.await();

    for (Future<CopyReport> quick : List.of(start(0), start(1))) {
      quick.get();
    }
    assertThat(slow.isDone()).isFalse();
    assertArrived(image, 0);
    assertArrived(image, 1);
    othersAreDone.countDown();

    slow.get();
    assertArrived(image, 2);
    assertThat(from.requests().stream().filter(r -> r.header("Range").isPresent())).isNotEmpty();
  }

  /** A copy that goes no further than its first bytes. */
  private Future<CopyReport> startPausing(int number, CountDownLatch begun, CountDownLatch goOn) {
    CopyListener pausing =
        new CopyListener() {
          @Override
          public void onBlobProgress(Descriptor blob, long bytes) {
            if (blob.size() > LARGE / 2) {
              begun.countDown();
              CopyFanOutTest.await(goOn);
            }
          }
        };
    return threads.submit(() -> engine.copy(CopyRequest.of(source, target(number)), pausing));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void copiesToTheOthersWhereOneTargetRefuses() throws Exception {
    SampleImage image = push(2, 3_000_000);
    targets.get(1).script(Fault.on("POST", "/v2/").answer(Reply.error(403, "DENIED")));
    List<Future<CopyReport>> copies = startAll();

    copies.get(0).get();
    copies.get(2).get();

    assertThat(failureOf(copies.get(1)).code()).isEqualTo(FailureCode.DENIED);
    assertArrived(image, 0);
    assertArrived(image, 2);
  }

  @Test
  void copiesToTheOthersWhereOneTargetIsDead() throws Exception {
    SampleImage image = push(1, LARGE);
    targets.get(1).close();
    List<Future<CopyReport>> copies = startAll();

    copies.get(0).get();
    copies.get(2).get();

    assertThat(failureOf(copies.get(1)).code()).isEqualTo(FailureCode.NETWORK);
    assertArrived(image, 0);
    assertArrived(image, 2);
  }

  @Test
  void goesOnForAllWhereTheSourceBrokeOff() throws Exception {
    SampleImage image = push(1, LARGE);
    from.script(Fault.on("GET", "/blobs/").first(2).change(reply -> reply.cutAfter(LARGE / 2)));
    List<Future<CopyReport>> copies = startAll();

    for (int i = 0; i < targets.size(); i++) {
      copies.get(i).get();
      assertArrived(image, i);
    }
  }

  @Test
  void goesOnForTheOthersWhereOneCopyIsStopped() throws Exception {
    SampleImage image = push(1, LARGE);
    CountDownLatch writing = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Future<CopyReport> first = startPausing(0, writing, stopped);
    writing.await();
    Future<CopyReport> second = start(1);
    Future<CopyReport> third = start(2);
    first.cancel(true);
    stopped.countDown();

    second.get();
    third.get();
    assertArrived(image, 1);
    assertArrived(image, 2);
  }

  @Test
  void saysToAllWhatIsWrongWithTheSource() throws Exception {
    push(1, 900_000);
    from.script(
        Fault.on("GET", "/blobs/")
            .change(
                reply -> {
                  byte[] damaged = reply.body().clone();
                  damaged[damaged.length / 2] ^= 1;
                  return reply.withBody(damaged);
                }));
    for (Future<CopyReport> copy : startAll()) {
      assertThat(failureOf(copy).code()).isEqualTo(FailureCode.DIGEST_MISMATCH);
    }
    for (ScriptedRegistry target : targets) {
      assertThat(target.findTag("mirror/app", "v1")).isEmpty();
    }
  }
}
