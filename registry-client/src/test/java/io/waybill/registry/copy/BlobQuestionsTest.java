package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.BlobOutcome;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Copies that want to know the same of a target put one question. */
final class BlobQuestionsTest {
  private static final Repository MIRROR = Repository.parse("registry.test/mirror/app");
  private static final Repository OTHER = Repository.parse("registry.test/mirror/other");
  private static final Digest BLOB = Digest.sha256(new byte[] {1});
  private static final BlobOutcome PRESENT = new BlobOutcome.Present(7);
  private static final BlobOutcome MISSING = new BlobOutcome.Missing();

  private final BlobQuestions questions = new BlobQuestions();
  private final AtomicInteger asked = new AtomicInteger();

  private BlobOutcome ask(Repository target, BlobOutcome answer) throws RegistryException {
    return questions.ask(
        target,
        BLOB,
        () -> {
          asked.incrementAndGet();
          return answer;
        });
  }

  @Test
  void theSecondWaitsForTheAnswerToTheFirst() throws Exception {
    CountDownLatch put = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    FutureTask<BlobOutcome> first =
        start(
            () ->
                questions.ask(
                    MIRROR,
                    BLOB,
                    () -> {
                      put.countDown();
                      await(answered);
                      return PRESENT;
                    }));
    put.await();
    FutureTask<BlobOutcome> second = new FutureTask<>(() -> ask(MIRROR, MISSING));
    Thread waiting = Thread.ofVirtual().start(second);
    while (waiting.getState() != Thread.State.WAITING) {
      assertThat(waiting.isAlive()).as("waits for the first one's answer").isTrue();
      Thread.sleep(1);
    }

    answered.countDown();

    assertThat(first.get()).isEqualTo(PRESENT);
    assertThat(second.get()).isEqualTo(PRESENT);
    assertThat(asked).hasValue(0);
  }

  private static FutureTask<BlobOutcome> start(Callable<BlobOutcome> call) {
    FutureTask<BlobOutcome> task = new FutureTask<>(call);
    Thread.ofVirtual().start(task);
    return task;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void asksAnewWhereABlobWasThere() throws Exception {
    assertThat(ask(MIRROR, PRESENT)).isEqualTo(PRESENT);

    assertThat(ask(MIRROR, MISSING)).isEqualTo(MISSING);
  }

  @Test
  void asksForEachRepository() throws Exception {
    assertThat(ask(MIRROR, MISSING)).isEqualTo(MISSING);

    assertThat(ask(OTHER, PRESENT)).isEqualTo(PRESENT);
  }
}
