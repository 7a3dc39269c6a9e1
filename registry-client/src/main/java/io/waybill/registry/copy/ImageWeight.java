package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Manifest;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Reference;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many manifests one image leads to, and what they take: a copy holds all of them until it is
 * done, and a few lines of an index can name more than a worker has memory for. Safe for many
 * threads.
 */
final class ImageWeight {
  /** More than any index names; beyond it somebody means harm. */
  private static final int MOST_MANIFESTS = 5_000;

  /** Some thousands of usual manifests, or eight of the largest that are read at all. */
  private static final long MOST_BYTES = 32L * 1024 * 1024;

  private final Reference image;
  private final AtomicInteger manifests = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();

  /** Nothing was read of it yet. */
  ImageWeight(Reference image) {
    this.image = image;
  }

  /** So many more are going to be read. */
  void expect(int more) throws RegistryException {
    if (manifests.addAndGet(more) > MOST_MANIFESTS) {
      throw tooMuch("more than " + MOST_MANIFESTS + " manifests");
    }
  }

  /** One of them was read. */
  Manifest add(Manifest manifest) throws RegistryException {
    if (bytes.addAndGet(manifest.bytes().length) > MOST_BYTES) {
      throw tooMuch("manifests of more than " + MOST_BYTES + " bytes in all");
    }
    return manifest;
  }

  private RegistryException tooMuch(String what) {
    return RegistryException.because(
            FailureCode.MANIFEST_INVALID, "read " + image, "it leads to " + what, null)
        .asSpent();
  }
}
