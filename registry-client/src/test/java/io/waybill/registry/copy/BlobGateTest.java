package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Who waits for whom, before a blob is uploaded. */
final class BlobGateTest {
  private static final Registry REGISTRY = Registry.of("home");
  private static final Digest BLOB = Digest.sha256(new byte[] {1});
  private static final long A_LOT = 1L << 40;

  @Test
  void nobodyWaitsForAnUploadThatHardlyMoves() throws Exception {
    BlobGate gate = new BlobGate(Duration.ofMillis(50));
    try (BlobGate.Lease slow = gate.enter(REGISTRY, BLOB)) {
      slow.moved(1000);
      try (BlobGate.Lease _ = gate.enter(REGISTRY, BLOB);
          BlobGate.Lease _ = gate.enter(REGISTRY, BLOB)) {
        slow.moved(1000);
      }
    }
    // The turn was given back once, and can be had again.
    gate.enter(REGISTRY, BLOB).close();
  }

  @Test
  void anUploadThatGetsOnIsWaitedFor() throws Exception {
    BlobGate gate = new BlobGate(Duration.ofMillis(50));
    AtomicBoolean ended = new AtomicBoolean();
    CountDownLatch entered = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> quick =
          threads.submit(
              () -> {
                try (BlobGate.Lease lease = gate.enter(REGISTRY, BLOB)) {
                  entered.countDown();
                  for (long began = System.nanoTime();
                      System.nanoTime() - began < Duration.ofMillis(400).toNanos(); ) {
                    lease.moved(A_LOT);
                    Thread.onSpinWait();
                  }
                  ended.set(true);
                }
                return null;
              });
      assertThat(entered.await(1, TimeUnit.MINUTES)).isTrue();
      try (BlobGate.Lease _ = gate.enter(REGISTRY, BLOB)) {
        assertThat(ended).isTrue();
      }
      quick.get();
    }
  }
}
