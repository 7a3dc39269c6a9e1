package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.feed.FeedReader;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.pace.RegistryPace;
import io.waybill.registry.protocol.BlobContent;
import io.waybill.registry.protocol.BlobPosition;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Registry;

/**
 * Gets a copy the bytes of its blobs, from the source or from other copies that read the same blob:
 * small ones whole, kept for a moment; large ones as they come, shared while they come.
 */
final class BlobReader {
  private final CopyJob job;
  private final Runnable onAsking;

  /** Reads for this copy. */
  BlobReader(CopyJob job) {
    this(job, () -> {});
  }

  /**
   * Reads for this copy.
   *
   * @param onAsking run when this copy itself is about to ask the source for a blob
   */
  BlobReader(CopyJob job, Runnable onAsking) {
    this.job = job;
    this.onAsking = onAsking;
  }

  /** Whether the blob is known to be so small that it is read whole. */
  boolean isSmall(Descriptor blob) {
    return blob.size() >= 0 && blob.size() <= job.parts().settings().smallBlob();
  }

  /** All bytes of a small blob. */
  byte[] readSmall(Descriptor blob) throws RegistryException {
    Registry source = job.source().name().registry();
    return job.parts().reads().getSmall(source, blob.digest(), () -> pull(blob));
  }

  private byte[] pull(Descriptor blob) throws RegistryException {
    try (SourceContent content = open(blob, BlobPosition.start(blob.digest()))) {
      try {
        return readAll(content);
      } finally {
        job.tally().read(content.received());
      }
    }
  }

  /** A blob as it comes; to be closed by the caller. */
  BlobContent read(Descriptor blob) throws RegistryException {
    FeedReader reader =
        job.interest().read(blob, position -> open(blob, position), job.tally()::read);
    try {
      reader.begin();
      return reader;
    } catch (RegistryException | RuntimeException failure) {
      reader.close();
      throw failure;
    }
  }

  private SourceContent open(Descriptor blob, BlobPosition position) throws RegistryException {
    RegistryPace.Place place = awaitPlace(blob);
    try {
      onAsking.run();
      return new SourceContent(job.source().pullBlob(blob, position), place);
    } catch (RegistryException | RuntimeException failure) {
      place.close();
      throw failure;
    }
  }

  private RegistryPace.Place awaitPlace(Descriptor blob) throws RegistryException {
    try {
      return job.parts().clients().enterDownload(job.source().name().registry());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw RegistryException.because(
              FailureCode.CANCELLED, "read " + blob.digest(), "the copy was stopped", stopped)
          .asSpent();
    }
  }

  /** The read after the last byte is what asks for the verification of an empty blob. */
  static byte[] readAll(BlobContent content) throws RegistryException {
    byte[] bytes = new byte[Math.toIntExact(content.size())];
    int filled = 0;
    while (filled < bytes.length) {
      int count = content.read(bytes, filled, bytes.length - filled);
      if (count < 0) {
        throw new IllegalStateException("Content ends where its size says, or fails");
      }
      filled += count;
    }
    content.read(new byte[1], 0, 1);
    return bytes;
  }
}
