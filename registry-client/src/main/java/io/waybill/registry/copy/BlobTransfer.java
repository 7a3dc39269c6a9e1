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
  private long written;

  BlobTransfer(CopyJob job, Descriptor blob) {
    this.job = job;
    this.blob = blob;
  }

  /** How many bytes the target was given in this try. */
  long written() {
    return written;
  }

  /** Moves a blob of which it is not certain that the target lacks it, or that it was asked for. */
  void run(BlobGate.Lease lease) throws RegistryException, InterruptedException {
    run(null, false, lease);
  }

  /** Moves a blob that the target lacks, for the first time: nothing has gone wrong with it yet. */
  void runSwiftly(BlobGate.Lease lease) throws RegistryException, InterruptedException {
    run(null, true, lease);
  }

  /**
   * Moves the blob.
   *
   * @param session where to, for the target has opened an upload already; ended here in any case
   * @param lease the turn of this upload, told of what is moved
   */
  void runInto(UploadSession session, BlobGate.Lease lease)
      throws RegistryException, InterruptedException {
    run(session, false, lease);
  }

  private void run(@Nullable UploadSession session, boolean early, BlobGate.Lease lease)
      throws RegistryException, InterruptedException {
    try (UploadSession _ = session;
        RegistryPace.Place _ = job.parts().clients().enterUpload(job.target().name().registry());
        EarlyUpload upload = new EarlyUpload(job, blob, early)) {
      job.listener().onBlobStarted(blob);
      move(session, upload, new Progress(lease));
    }
  }

  private void move(@Nullable UploadSession session, EarlyUpload upload, Progress progress)
      throws RegistryException {
    if (blob.data().isPresent()) {
      send(embedded(blob.data().get()), session, progress);
      return;
    }
    BlobReader blobReader = new BlobReader(job, upload::begin);
    if (blobReader.isSmall(blob)) {
      byte[] bytes = blobReader.readSmall(blob);
      send(bytes, session == null ? upload.take() : session, progress);
      return;
    }
    try (BlobContent content = blobReader.read(blob)) {
      if (content.size() >= 0 && content.size() <= job.parts().settings().smallBlob()) {
        byte[] bytes = BlobReader.readAll(content);
        send(bytes, session == null ? upload.take() : session, progress);
      } else {
        UploadSession open = session == null ? upload.take() : session;
        job.target().uploadBlob(blob.digest(), content, limits(), progress, open);
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

  private void send(byte[] bytes, @Nullable UploadSession session, Progress progress)
      throws RegistryException {
    job.target().uploadBlob(blob.digest(), bytes, progress, session);
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
