package io.waybill.registry.protocol;

import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;

/**
 * end-2 {@code HEAD /v2/<name>/blobs/<digest>}: whether a blob is there. 200 and 404 are answers. A
 * target that refuses to say is taken for one that has it not.
 */
public final class BlobChecker {
  private final RegistryCaller caller;

  /** Checks blobs of the caller's registry. */
  public BlobChecker(RegistryCaller caller) {
    this.caller = caller;
  }

  /** Looks the blob up. */
  public BlobOutcome check(Repository repository, Digest digest) throws RegistryException {
    RegistryRequest request =
        RegistryRequest.of(
                Operation.BLOB_CHECK,
                digest + " of " + repository,
                "HEAD",
                caller.uri("/v2/" + repository.path() + "/blobs/" + digest),
                ManifestChecker.scopeFor(caller, repository))
            .accepting(200, 404);
    try (RegistryResponse response = caller.call(request)) {
      return response.status() == 200
          ? new BlobOutcome.Present(response.contentLength())
          : new BlobOutcome.Missing();
    } catch (RegistryException refusal) {
      if (caller.side() == Side.TARGET && refusal.isWithoutWords()) {
        // The upload decides: it is refused as well, and says why.
        return new BlobOutcome.Missing();
      }
      throw refusal;
    }
  }
}
