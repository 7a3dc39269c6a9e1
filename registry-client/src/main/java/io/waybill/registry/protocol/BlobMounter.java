package io.waybill.registry.protocol;

import io.waybill.registry.auth.Scope;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.transport.RequestBody;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;

/**
 * end-11 {@code POST /v2/<name>/blobs/uploads/?mount=<digest>&from=<name>}: links a blob. 201 and
 * 202 are both answers, and so is any refusal: it only means that the blob has to be uploaded.
 */
public final class BlobMounter {
  private final RegistryCaller caller;

  /** Mounts blobs of the caller's registry. */
  public BlobMounter(RegistryCaller caller) {
    this.caller = caller;
  }

  /**
   * Asks for the blob of {@code from} in {@code repository}; a session in the answer is to be
   * closed by the caller.
   */
  public MountOutcome mount(Repository repository, Digest digest, Repository from)
      throws RegistryException {
    RegistryRequest request =
        RegistryRequest.of(
                Operation.BLOB_MOUNT,
                digest + " of " + from + " in " + repository,
                "POST",
                caller.uri(
                    "/v2/"
                        + repository.path()
                        + "/blobs/uploads/?mount="
                        + Locations.encode(digest)
                        + "&from="
                        + from.path().replace("/", "%2F")),
                Scope.push(repository),
                Scope.pull(from))
            .withBody("application/octet-stream", RequestBody.of(new byte[0]))
            .accepting(201, 202);
    try (RegistryResponse response = ShieldedCall.call(caller, request)) {
      return response.status() == 201
          ? new MountOutcome.Mounted()
          : new MountOutcome.SessionOpened(
              UploadSession.opened(caller, repository, response, request.attempted()));
    } catch (RegistryException failure) {
      boolean refused =
          failure
              .answer()
              .filter(answer -> answer.status() / 100 == 4 && answer.status() != 429)
              .isPresent();
      if (refused) {
        return new MountOutcome.Refused();
      }
      throw failure;
    }
  }
}
