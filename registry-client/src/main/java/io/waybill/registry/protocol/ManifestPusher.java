package io.waybill.registry.protocol;

import io.waybill.registry.auth.Scope;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.ManifestPayload;
import io.waybill.registry.transport.RequestBody;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import java.util.Optional;

/**
 * end-7 {@code PUT /v2/<name>/manifests/<reference>}: puts a manifest's bytes as they are. 201 is
 * the answer; 200, 202 and 204 are taken for it, as older Artifactory and Nexus send them.
 */
public final class ManifestPusher {
  private final RegistryCaller caller;

  /** Pushes manifests to the caller's registry. */
  public ManifestPusher(RegistryCaller caller) {
    this.caller = caller;
  }

  /** Puts the manifest under the reference; fails where the registry stored another digest. */
  public ManifestPushed push(Reference reference, ManifestPayload manifest)
      throws RegistryException {
    return push(reference, manifest, Notice.NONE);
  }

  /** The same, with a notice before the registry can tell anybody of it. */
  public ManifestPushed push(Reference reference, ManifestPayload manifest, Notice notice)
      throws RegistryException {
    RegistryRequest request =
        RegistryRequest.of(
                Operation.MANIFEST_PUT,
                reference.text(),
                "PUT",
                caller.uri(
                    "/v2/"
                        + reference.repository().path()
                        + "/manifests/"
                        + reference.identifier()),
                Scope.push(reference.repository()))
            .withBody(manifest.mediaType(), RequestBody.of(manifest.bytes()))
            .accepting(200, 201, 202, 204);
    try (RegistryResponse response = caller.call(request, notice)) {
      Optional<Digest> stored = response.header("Docker-Content-Digest").flatMap(Digest::find);
      boolean comparable =
          stored.isPresent() && stored.get().algorithm().equals(manifest.digest().algorithm());
      if (comparable && !stored.get().equals(manifest.digest())) {
        throw RegistryException.because(
                FailureCode.DIGEST_MISMATCH,
                request.attempted(),
                "the registry stored " + stored.get() + " and not " + manifest.digest(),
                null)
            .asSpent();
      }
      return new ManifestPushed(stored, response.header("OCI-Subject").flatMap(Digest::find));
    }
  }

  /** Whether the registry refused a manifest because content that it names is not there. */
  public static boolean isContentMissing(RegistryException failure) {
    return failure
        .answer()
        .filter(
            answer ->
                answer.has("MANIFEST_BLOB_UNKNOWN")
                    || answer.has("BLOB_UNKNOWN")
                    || answer.has("MANIFEST_UNKNOWN"))
        .isPresent();
  }
}
