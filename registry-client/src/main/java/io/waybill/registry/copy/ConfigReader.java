package io.waybill.registry.copy;

import io.waybill.registry.failures.ConnectionFaults;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.ImageConfig;
import io.waybill.registry.manifests.ImageManifest;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.registry.manifests.Platform;
import io.waybill.registry.protocol.BlobStream;
import io.waybill.schemas.failures.FailureCode;
import java.io.IOException;
import java.util.Optional;

/** Reads from an image's config, at the source, what it runs on. */
final class ConfigReader {
  /** Configs have a few KiB; a history of thousands of steps has some MiB. */
  private static final int LARGEST = 8 * 1024 * 1024;

  private final CopyJob job;
  private final BlobReader blobReader;

  ConfigReader(CopyJob job) {
    this.job = job;
    this.blobReader = new BlobReader(job);
  }

  /** The platform; empty where the manifest is no image's, or its config does not say. */
  Optional<Platform> findPlatform(ImageManifest image) throws RegistryException {
    if (!MediaTypes.isImageConfig(image.config().mediaType())) {
      return Optional.empty();
    }
    try {
      return ImageConfig.findPlatform(read(image.config()));
    } catch (RegistryException failure) {
      if (failure.isSpent() || failure.code() != FailureCode.NETWORK) {
        throw failure;
      }
      // The head of the answer came, but its body broke: one more try.
      return ImageConfig.findPlatform(read(image.config()));
    }
  }

  private byte[] read(Descriptor config) throws RegistryException {
    if (blobReader.isSmall(config)) {
      return blobReader.readSmall(config);
    }
    String attempted = "read the config " + config.digest() + " of " + job.source().name();
    try (BlobStream in = job.source().pullBlob(config)) {
      byte[] bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length > LARGEST) {
        throw RegistryException.because(
                FailureCode.MANIFEST_INVALID,
                attempted,
                "it is larger than " + LARGEST + " bytes",
                null)
            .asSpent();
      }
      job.tally().read(bytes.length);
      return bytes;
    } catch (IOException fault) {
      throw ConnectionFaults.explain(attempted, fault);
    }
  }
}
