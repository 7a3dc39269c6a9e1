package io.waybill.registry.protocol;

import io.waybill.registry.auth.Scope;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.DigestReference;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Repository;
import java.util.Optional;

/**
 * end-3 {@code HEAD /v2/<name>/manifests/<reference>}: which digest a reference has now.
 *
 * <p>200 and 404 are answers. A registry need not send {@code Docker-Content-Digest}; where it does
 * not, the manifest is read and its digest computed. A target that refuses is asked once more, by
 * GET: a refused HEAD has no words, and Harbor refuses also where there is no such project.
 */
public final class ManifestChecker {
  private final RegistryCaller caller;

  /** Checks manifests of the caller's registry. */
  public ManifestChecker(RegistryCaller caller) {
    this.caller = caller;
  }

  /** Looks the reference up. */
  public ManifestOutcome check(Reference reference) throws RegistryException {
    RegistryRequest request =
        RegistryRequest.of(
                Operation.MANIFEST_CHECK,
                reference.text(),
                "HEAD",
                caller.uri(
                    "/v2/"
                        + reference.repository().path()
                        + "/manifests/"
                        + reference.identifier()),
                scopeFor(caller, reference.repository()))
            .withHeader("Accept", MediaTypes.ACCEPT)
            .accepting(200, 404);
    try (RegistryResponse response = caller.call(request)) {
      if (response.status() == 404) {
        return new ManifestOutcome.Missing();
      }
      Optional<Digest> digest = response.header("Docker-Content-Digest").flatMap(Digest::find);
      if (digest.isPresent()) {
        return present(
            response.header("Content-Type").orElse(""), digest.get(), response.contentLength());
      }
    } catch (RegistryException refusal) {
      requireMissing(reference, refusal);
      return new ManifestOutcome.Missing();
    }
    return checkByReading(reference);
  }

  /** Passes where the target says that what the reference is in is missing. */
  private void requireMissing(Reference reference, RegistryException refusal)
      throws RegistryException {
    if (caller.side() != Side.TARGET || !refusal.isWithoutWords()) {
      throw refusal;
    }
    try {
      new ManifestPuller(caller).pull(reference);
    } catch (RegistryException said) {
      if (said.code() == FailureCode.TARGET_REPOSITORY_MISSING) {
        return;
      }
      throw said.isWithoutWords() ? refusal : said;
    }
    throw refusal;
  }

  private ManifestOutcome checkByReading(Reference reference) throws RegistryException {
    if (reference instanceof DigestReference known) {
      return present("", known.digest(), Descriptor.UNKNOWN_SIZE);
    }
    try {
      Manifest manifest = new ManifestPuller(caller).pull(reference);
      return present(manifest.mediaType(), manifest.digest(), manifest.bytes().length);
    } catch (RegistryException failure) {
      if (failure.hasStatus(404)) {
        return new ManifestOutcome.Missing();
      }
      throw failure;
    }
  }

  private static ManifestOutcome present(String contentType, Digest digest, long size) {
    return new ManifestOutcome.Present(
        Descriptor.of(MediaTypes.base(contentType), digest, Math.max(size, -1)));
  }

  /**
   * At the target everything is asked for with the rights to push from the start, so that one token
   * serves the whole copy.
   */
  static Scope scopeFor(RegistryCaller caller, Repository repository) {
    return caller.side() == Side.TARGET ? Scope.push(repository) : Scope.pull(repository);
  }
}
