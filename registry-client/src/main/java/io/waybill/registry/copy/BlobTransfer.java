package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.EmbeddedData;
import io.waybill.registry.manifests.InvalidManifestException;
import io.waybill.registry.pace.RegistryPace;
import io.waybill.registry.protocol.BlobContent;
import io.waybill.registry.protocol.UploadLimits;
import io.waybill.registry.protocol.UploadProgress;
import io.waybill.registry.protocol.UploadSession;
import io.waybill.schemas.failures.FailureCode;
import org.jspecify.annotations.Nullable;

/** One try to stream a blob from the source to the target, through one buffer. For one thread. */
final class BlobTransfer {
  private final CopyJob job;
  private final Descriptor blob;
  private final BlobReader blobReader;
  private long written;

  BlobTransfer(CopyJob job, Descriptor blob) {
    this.job = job;
    this.blob = blob;
    this.blobReader = new BlobReader(job);
  }

  /** How many bytes the target was given in this try. */
  long written() {
    return written;
  }

  /**
   * Moves the blob.
   *
   * @param session where to, if the target has opened an upload already; ended here in any case
   * @param lease the turn of this upload, told of what is moved
   */
  void run(@Nullable UploadSession session, BlobGate.Lease lease)
      throws RegistryException, InterruptedException {
    try (UploadSession _ = session;
        RegistryPace.Place _ = job.parts().clients().enterUpload(job.target().name().registry())) {
      job.listener().onBlobStarted(blob);
      if (blob.data().isPresent()) {
        send(embedded(blob.data().get()), session, lease);
        return;
      }
      if (blobReader.isSmall(blob)) {
        send(blobReader.readSmall(blob), session, lease);
        return;
      }
      try (BlobContent content = blobReader.read(blob)) {
        if (content.size() >= 0 && content.size() <= job.parts().settings().smallBlob()) {
          send(BlobReader.readAll(content), session, lease);
        } else {
          job.target().uploadBlob(blob.digest(), content, limits(), new Progress(lease), session);
        }
      }
    }
  }

  private UploadLimits limits() {
    CopySettings settings = job.parts().settings();
    return new UploadLimits(settings.smallBlob(), settings.uploadPart());
  }

  /** What the manifest carries itself is not asked of the source. */
  private byte[] embedded(EmbeddedData data) throws RegistryException {
    try {
      return data.decode(blob.digest(), blob.size());
    } catch (InvalidManifestException wrong) {
      throw RegistryException.because(
              FailureCode.MANIFEST_INVALID,
              "take the blob " + blob.digest() + " from its manifest",
              String.valueOf(wrong.getMessage()),
              wrong)
          .asSpent();
    }
  }

  private void send(byte[] bytes, @Nullable UploadSession session, BlobGate.Lease lease)
      throws RegistryException {
    job.target().uploadBlob(blob.digest(), bytes, new Progress(lease), session);
  }

  private final class Progress implements UploadProgress {
    private final BlobGate.Lease lease;

    Progress(BlobGate.Lease lease) {
      this.lease = lease;
    }

    @Override
    public void onWritten(int bytes) {
      written += bytes;
      lease.moved(bytes);
      job.listener().onBlobProgress(blob, bytes);
    }

    @Override
    public void onLost(long bytes) {
      written -= bytes;
      job.listener().onBlobRestarted(blob, bytes);
    }
  }
}
