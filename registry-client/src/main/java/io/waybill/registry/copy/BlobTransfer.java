package io.waybill.registry.copy;

import io.waybill.registry.failures.ConnectionFaults;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.protocol.BlobStream;
import io.waybill.registry.protocol.UploadSession;
import io.waybill.registry.transport.RequestBody;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** One try to stream a blob from the source to the target, through one buffer. For one thread. */
final class BlobTransfer {
  /** What the JDK reads from a socket at most at once. */
  private static final int BUFFER = 128 * 1024;

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

  /**
   * Moves the blob.
   *
   * @param session where to, if the target has opened an upload already; ended here in any case
   */
  void run(@Nullable UploadSession session) throws RegistryException, InterruptedException {
    try (UploadSession _ = session;
        TransferPermits _ =
            TransferPermits.acquire(
                job.parts().clients(),
                job.source().name().registry(),
                job.target().name().registry())) {
      job.listener().onBlobStarted(blob);
      try (BlobStream in = job.source().pullBlob(blob)) {
        if (in.size() >= 0 && in.size() <= job.parts().settings().smallBlob()) {
          moveWhole(in, session);
        } else {
          stream(in, session);
        }
      }
    }
  }

  private void moveWhole(BlobStream in, @Nullable UploadSession session) throws RegistryException {
    byte[] content = readAll(in);
    job.tally().read(content.length);
    if (session == null) {
      job.target().uploadBlob(blob.digest(), content);
    } else {
      session.commit(blob.digest(), RequestBody.of(content));
    }
    wrote(content.length);
  }

  private byte[] readAll(BlobStream in) throws RegistryException {
    try {
      return in.readAllBytes();
    } catch (IOException fault) {
      throw ConnectionFaults.explain("read the blob " + blob.digest(), fault);
    }
  }

  private void stream(BlobStream in, @Nullable UploadSession opened) throws RegistryException {
    try (UploadSession session = opened == null ? job.target().openUpload() : opened) {
      session.write(blob.digest(), new StreamBody(in));
      session.commit(blob.digest());
    }
  }

  private void wrote(int bytes) {
    written += bytes;
    job.listener().onBlobProgress(blob, bytes);
  }

  /** The source's stream as the body of a request. */
  private final class StreamBody implements RequestBody {
    private final BlobStream in;

    StreamBody(BlobStream in) {
      this.in = in;
    }

    @Override
    public long length() {
      return in.size();
    }

    @Override
    public boolean isRepeatable() {
      return false;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      byte[] buffer = new byte[BUFFER];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        job.tally().read(count);
        out.write(buffer, 0, count);
        wrote(count);
      }
    }
  }
}
