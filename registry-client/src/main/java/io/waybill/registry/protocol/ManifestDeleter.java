package io.waybill.registry.protocol;

import io.waybill.registry.auth.Scope;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;

/**
 * end-9 {@code DELETE /v2/<name>/manifests/<reference>}: takes a tag away, or a manifest with every
 * tag that it has. 202 is the answer, 200 and 204 are taken for it, and 404 is one.
 *
 * <p>A registry "MAY disable tag deletion" and then answers 400 or 405 (OCI distribution-spec 1.1,
 * "Deleting tags"): docker distribution 2 does the one, and either of its versions the other where
 * deletes are not enabled at all.
 */
public final class ManifestDeleter {
  private final RegistryCaller caller;

  /** Deletes at the caller's registry. */
  public ManifestDeleter(RegistryCaller caller) {
    this.caller = caller;
  }

  /** Deletes what the reference names: the tag alone, or the manifest of the digest. */
  public DeleteOutcome delete(Reference reference) throws RegistryException {
    RegistryRequest request =
        RegistryRequest.of(
                Operation.MANIFEST_DELETE,
                reference.text(),
                "DELETE",
                caller.uri(
                    "/v2/"
                        + reference.repository().path()
                        + "/manifests/"
                        + reference.identifier()),
                Scope.delete(reference.repository()))
            .accepting(200, 202, 204, 404);
    try (RegistryResponse response = caller.call(request)) {
      return response.status() == 404 ? new DeleteOutcome.Missing() : new DeleteOutcome.Accepted();
    } catch (RegistryException failure) {
      if (reference instanceof TagReference && failure.code() == FailureCode.DELETE_UNSUPPORTED) {
        return new DeleteOutcome.NotByTag(failure);
      }
      throw failure;
    }
  }
}
