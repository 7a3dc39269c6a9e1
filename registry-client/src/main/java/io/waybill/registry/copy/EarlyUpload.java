package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.protocol.OpeningSession;
import io.waybill.registry.protocol.UploadSession;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The upload of a blob that is opened while the source is asked for it, so that the two round trips
 * are one. Only once it is this copy's turn to ask, and only for a blob that the target has said to
 * lack; where the source then fails, closing cancels it. For one thread.
 */
final class EarlyUpload implements AutoCloseable {
  private final CopyJob job;
  private final Descriptor blob;
  private boolean wanted;
  private Optional<OpeningSession> opening = Optional.empty();

  /**
   * Nothing is opened yet.
   *
   * @param wanted whether an upload will be needed for sure, if the source has the blob
   */
  EarlyUpload(CopyJob job, Descriptor blob, boolean wanted) {
    this.job = job;
    this.blob = blob;
    this.wanted = wanted;
  }

  /** The source is about to be asked for the blob. */
  void begin() {
    if (wanted && !job.source().isHeldBack()) {
      boolean inMemory = blob.size() <= job.parts().settings().smallBlob();
      opening = job.target().beginUploadEarly(inMemory);
    }
    wanted = false;
  }

  /** The session, the caller's to close from now on; nothing where none was opened. */
  @Nullable UploadSession take() throws RegistryException {
    wanted = false;
    return opening.isEmpty() ? null : opening.get().take();
  }

  /** Cancels what was opened, unless it was taken. */
  @Override
  public void close() {
    opening.ifPresent(OpeningSession::close);
  }
}
