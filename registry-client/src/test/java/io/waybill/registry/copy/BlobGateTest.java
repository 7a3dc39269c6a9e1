package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Who waits for whom, before a blob is uploaded. */
final class BlobGateTest {
  private static final Registry REGISTRY = Registry.of("home");
  private static final Digest BLOB = Digest.sha256(new byte[] {1});
  private static final long A_LOT = 1L << 40;

  @Test
  void nobodyWaitsForAnUploadThatHardlyMoves() throws Exception {
    BlobGate gate = new BlobGate(Semaphore::tryAcquire);
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
    AtomicInteger looks = new AtomicInteger();
    AtomicReference<BlobGate.Lease> quick = new AtomicReference<>();
    BlobGate gate =
        new BlobGate(
            free -> {
              BlobGate.Lease upload = quick.get();
              if (upload != null && looks.incrementAndGet() < 4) {
                upload.moved(A_LOT);
                return false;
              }
              if (upload != null) {
                upload.close();
              }
              return free.tryAcquire();
            });
    quick.set(gate.enter(REGISTRY, BLOB));

    try (BlobGate.Lease _ = gate.enter(REGISTRY, BLOB)) {
      assertThat(looks).hasValue(4);
    }
  }
}
