package io.waybill.registry.protocol;

import io.waybill.registry.auth.Scope;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.RegistryMemory.Ability;
import io.waybill.registry.transport.RequestBody;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * end-4a {@code POST /v2/<name>/blobs/uploads/} (202: a session) and end-4b {@code POST
 * /v2/<name>/blobs/uploads/?digest=} (201: done; 202: a session was opened instead).
 */
public final class BlobUploader {
  private final RegistryCaller caller;

  /** Uploads to the caller's registry. */
  public BlobUploader(RegistryCaller caller) {
    this.caller = caller;
  }

  /** Opens a session; to be closed by the caller. */
  public UploadSession open(Repository repository) throws RegistryException {
    return begin(repository).take();
  }

  /**
   * Opens a session while the caller goes to fetch what it is for: a round trip less. Only where an
   * upload of this kind begins with a session in any case, and nothing holds it back: a session
   * that waits for long is one that the registry may drop.
   *
   * @param inMemory whether the blob is going to be uploaded from memory
   * @return to be closed by the caller; empty where a session is better opened when it is needed
   */
  public Optional<OpeningSession> beginEarly(Repository repository, boolean inMemory) {
    boolean inOneRequest = inMemory && !caller.memory().lacks(Ability.SINGLE_POST);
    return inOneRequest || caller.isHeldBack() ? Optional.empty() : Optional.of(begin(repository));
  }

  private OpeningSession begin(Repository repository) {
    RegistryRequest request =
        request(repository, "").withBody("application/octet-stream", RequestBody.of(new byte[0]));
    return new OpeningSession(caller, repository, request.accepting(202));
  }

  /** Uploads a blob that is in memory, in one request where the registry can. */
  public void upload(Repository repository, Digest digest, byte[] content)
      throws RegistryException {
    upload(repository, digest, content, UploadProgress.NONE, null);
  }

  /**
   * Uploads a blob that is in memory, in one request where the registry can.
   *
   * @param opened where to, if the registry has opened a session already; ended here in any case
   */
  public void upload(
      Repository repository,
      Digest digest,
      byte[] content,
      UploadProgress progress,
      @Nullable UploadSession opened)
      throws RegistryException {
    UploadSession session = opened;
    if (session == null && !caller.memory().lacks(Ability.SINGLE_POST)) {
      RegistryRequest request =
          request(repository, "?digest=" + Locations.encode(digest))
              .withBody("application/octet-stream", RequestBody.of(content))
              .accepting(201, 202, 400, 404, 405, 415, 501);
      try (RegistryResponse response = ShieldedCall.call(caller, request)) {
        if (response.status() == 201) {
          progress.onWritten(content.length);
          return;
        }
        // Docker distribution 2.x takes no notice of the digest and opens a session; the
        // specification allows that (OCI distribution-spec 1.1, "Single POST").
        caller.memory().learn(Ability.SINGLE_POST, false);
        if (response.status() == 202) {
          session = UploadSession.opened(caller, repository, response, request.attempted());
        }
      }
    }
    UploadLimits whole = new UploadLimits(content.length, Math.max(1, content.length));
    upload(repository, digest, BlobContent.of(content), whole, progress, session);
  }

  /**
   * Uploads a blob of any size, and goes on where a request of it broke.
   *
   * @param content its bytes; verified by the content itself
   * @param opened where to, if the registry has opened a session already; ended here in any case
   */
  public void upload(
      Repository repository,
      Digest digest,
      BlobContent content,
      UploadLimits limits,
      UploadProgress progress,
      @Nullable UploadSession opened)
      throws RegistryException {
    new BlobUpload(caller, repository, digest, content, limits, progress).run(opened);
  }

  private RegistryRequest request(Repository repository, String query) {
    return RegistryRequest.of(
        Operation.UPLOAD_OPEN,
        repository.toString(),
        "POST",
        caller.uri("/v2/" + repository.path() + "/blobs/uploads/" + query),
        Scope.push(repository));
  }
}
