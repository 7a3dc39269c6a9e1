package io.waybill.registry.protocol;

import io.waybill.registry.auth.Scope;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.RegistryMemory.Ability;
import io.waybill.registry.transport.RequestBody;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;

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
    RegistryRequest request =
        request(repository, "").withBody("application/octet-stream", RequestBody.of(new byte[0]));
    try (RegistryResponse response = ShieldedCall.call(caller, request.accepting(202))) {
      return UploadSession.opened(caller, repository, response, request.attempted());
    }
  }

  /** Uploads a blob that is in memory, in one request where the registry can. */
  public void upload(Repository repository, Digest digest, byte[] content)
      throws RegistryException {
    if (caller.memory().lacks(Ability.SINGLE_POST)) {
      try (UploadSession session = open(repository)) {
        session.commit(digest, RequestBody.of(content));
      }
      return;
    }
    RegistryRequest request =
        request(repository, "?digest=" + Locations.encode(digest))
            .withBody("application/octet-stream", RequestBody.of(content))
            .accepting(201, 202, 400, 404, 405, 415, 501);
    UploadSession session;
    try (RegistryResponse response = ShieldedCall.call(caller, request)) {
      if (response.status() == 201) {
        return;
      }
      // Docker distribution 2.x takes no notice of the digest and opens a session; the
      // specification allows that (OCI distribution-spec 1.1, "Single POST").
      caller.memory().learn(Ability.SINGLE_POST, false);
      session =
          response.status() == 202
              ? UploadSession.opened(caller, repository, response, request.attempted())
              : open(repository);
    }
    try (session) {
      session.commit(digest, RequestBody.of(content));
    }
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
