package io.waybill.registry.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.failures.RegistryAnswer;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What copies do for each other that want the same small blob at the same time. */
final class SmallContentTest {
  private static final byte[] CONTENT = {1, 2, 3};

  private final SharedReads reads = new SharedReads(FeedSettings.usual());
  private final Registry source = Registry.of("source.example");
  private final Digest digest = Digest.sha256(CONTENT);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch answered = new CountDownLatch(1);
  private final AtomicInteger own = new AtomicInteger();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static RegistryException refusal(int status) {
    return RegistryException.answered(
        FailureCode.DENIED, "read", new RegistryAnswer(status, List.of(), "", Optional.empty()));
  }

  /** Reads what another copy is being refused at this moment. */
  private byte[] readBeside(RegistryException refusal) throws Exception {
    Future<byte[]> other =
        threads.submit(
            () ->
                reads.getSmall(
                    source,
                    digest,
                    () -> {
                      asked.countDown();
                      await(answered);
                      throw refusal;
                    }));
    asked.await();
    AtomicReference<@Nullable Thread> waiting = new AtomicReference<>();
    Future<byte[]> mine =
        threads.submit(
            () -> {
              waiting.set(Thread.currentThread());
              return reads.getSmall(
                  source,
                  digest,
                  () -> {
                    own.incrementAndGet();
                    return CONTENT;
                  });
            });
    for (Thread at = waiting.get();
        at == null || at.getState() != Thread.State.WAITING;
        at = waiting.get()) {
      Thread.sleep(1);
    }
    answered.countDown();
    assertThat(catchThrowableOfType(Exception.class, other::get)).hasCause(refusal);
    return mine.get();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void asksItselfWhereAnotherCopyWasRefused() throws Exception {
    assertThat(readBeside(refusal(403))).isEqualTo(CONTENT);

    assertThat(own).hasValue(1);
  }

  @Test
  void sharesTheFailureOfARegistryThatIsNotWell() {
    RegistryException failure = refusal(500);

    Exception shared = catchThrowableOfType(Exception.class, () -> readBeside(failure));

    assertThat(shared).hasCause(failure);
    assertThat(own).hasValue(0);
  }
}
