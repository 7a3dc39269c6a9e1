package io.waybill.registry.copy;

import io.waybill.registry.manifests.Descriptor;
import io.waybill.schemas.records.Transfer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what an attempt moves; blobs report from several threads. */
final class CopyTally {
  private final AtomicLong bytesRead = new AtomicLong();
  private final AtomicLong bytesWritten = new AtomicLong();
  private final AtomicLong bytesSkipped = new AtomicLong();
  private final AtomicLong bytesMounted = new AtomicLong();
  private final AtomicInteger blobsCopied = new AtomicInteger();
  private final AtomicInteger blobsSkipped = new AtomicInteger();
  private final AtomicInteger blobsMounted = new AtomicInteger();
  private final AtomicInteger manifests = new AtomicInteger();

  void read(long bytes) {
    bytesRead.addAndGet(bytes);
  }

  void copied(long bytes) {
    bytesWritten.addAndGet(bytes);
    blobsCopied.incrementAndGet();
  }

  void skipped(Descriptor blob) {
    bytesSkipped.addAndGet(blob.countedSize());
    blobsSkipped.incrementAndGet();
  }

  void mounted(Descriptor blob) {
    bytesMounted.addAndGet(blob.countedSize());
    blobsMounted.incrementAndGet();
  }

  void put(long bytes) {
    bytesWritten.addAndGet(bytes);
    manifests.incrementAndGet();
  }

  Transfer transfer() {
    return new Transfer(
        bytesRead.get(),
        bytesWritten.get(),
        bytesSkipped.get(),
        bytesMounted.get(),
        blobsCopied.get(),
        blobsSkipped.get(),
        blobsMounted.get(),
        manifests.get());
  }
}
