package io.waybill.registry.protocol;

import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Repository;

/**
 * end-2 {@code GET /v2/<name>/blobs/<digest>}: a blob as a stream that verifies itself. 200 is the
 * answer; redirects to storage are followed without the account.
 */
public final class BlobPuller {
  private final RegistryCaller caller;

  /** Pulls blobs from the caller's registry. */
  public BlobPuller(RegistryCaller caller) {
    this.caller = caller;
  }

  /** Opens the blob; the stream is to be closed by the caller. */
  public BlobStream pull(Repository repository, Descriptor blob) throws RegistryException {
    RegistryRequest request =
        RegistryRequest.of(
            Operation.BLOB_PULL,
            blob.digest() + " of " + repository,
            "GET",
            caller.uri("/v2/" + repository.path() + "/blobs/" + blob.digest()),
            ManifestChecker.scopeFor(caller, repository));
    RegistryResponse response = caller.call(request);
    long announced = response.contentLength();
    if (announced >= 0 && blob.size() >= 0 && announced != blob.size()) {
      response.wire().abort();
      throw RegistryException.because(
          FailureCode.DIGEST_MISMATCH,
          request.attempted(),
          "the registry has " + announced + " bytes where the manifest names " + blob.size(),
          null);
    }
    long size = blob.size() >= 0 ? blob.size() : announced;
    return new BlobStream(response, blob.digest(), size, request.attempted());
  }
}
