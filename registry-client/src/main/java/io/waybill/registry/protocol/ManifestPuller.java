package io.waybill.registry.protocol;

import io.waybill.registry.failures.ConnectionFaults;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.InvalidManifestException;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.manifests.ManifestParser;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.registry.manifests.SignedPayload;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.DigestReference;
import io.waybill.schemas.names.Reference;
import java.io.IOException;
import java.util.Optional;

/**
 * end-3 {@code GET /v2/<name>/manifests/<reference>}: a manifest, its bytes as received and its
 * digest verified. 200 is the answer.
 */
public final class ManifestPuller {
  /** What OCI distribution-spec 1.1 asks registries to accept at least, and most enforce. */
  public static final int DEFAULT_LARGEST = 4 * 1024 * 1024;

  private final RegistryCaller caller;
  private final int largest;

  /** Pulls manifests of up to 4 MiB from the caller's registry. */
  public ManifestPuller(RegistryCaller caller) {
    this(caller, DEFAULT_LARGEST);
  }

  /** Pulls manifests of up to {@code largest} bytes. */
  public ManifestPuller(RegistryCaller caller, int largest) {
    this.caller = caller;
    this.largest = largest;
  }

  /** Reads the manifest. */
  public Manifest pull(Reference reference) throws RegistryException {
    RegistryRequest request =
        RegistryRequest.of(
                Operation.MANIFEST_PULL,
                reference.text(),
                "GET",
                caller.uri(
                    "/v2/"
                        + reference.repository().path()
                        + "/manifests/"
                        + reference.identifier()),
                ManifestChecker.scopeFor(caller, reference.repository()))
            .withHeader("Accept", MediaTypes.ACCEPT)
            .withHeader("Accept-Encoding", "identity");
    for (int tries = 1; ; tries++) {
      try {
        return pullOnce(reference, request);
      } catch (RegistryException failure) {
        // The head of the answer came, but its body broke or lied: one more try.
        boolean again =
            !failure.isSpent()
                && tries == 1
                && (failure.code() == FailureCode.NETWORK
                    || failure.code() == FailureCode.TIMEOUT
                    || failure.code() == FailureCode.DIGEST_MISMATCH);
        if (!again) {
          throw failure.asSpent();
        }
      }
    }
  }

  private Manifest pullOnce(Reference reference, RegistryRequest request) throws RegistryException {
    try (RegistryResponse response = caller.call(request)) {
      byte[] bytes = readAll(response, request);
      Digest expected = expected(reference, response, bytes);
      if (!expected.matches(bytes) && !expected.matches(signed(bytes))) {
        throw RegistryException.because(
            FailureCode.DIGEST_MISMATCH,
            request.attempted(),
            "its "
                + bytes.length
                + " bytes have the digest "
                + Digest.sha256(bytes)
                + " and not "
                + expected
                + response.encodingRemark(),
            null);
      }
      return ManifestParser.parse(response.header("Content-Type").orElse(""), expected, bytes);
    } catch (InvalidManifestException invalid) {
      throw RegistryException.because(
              FailureCode.MANIFEST_INVALID,
              request.attempted(),
              String.valueOf(invalid.getMessage()),
              invalid)
          .asSpent();
    }
  }

  /** By digest it is the one asked for; by tag the one announced, or else that of the bytes. */
  private static Digest expected(Reference reference, RegistryResponse response, byte[] bytes) {
    if (reference instanceof DigestReference byDigest) {
      return byDigest.digest();
    }
    Optional<Digest> announced = response.header("Docker-Content-Digest").flatMap(Digest::find);
    return announced.orElseGet(() -> Digest.sha256(signed(bytes)));
  }

  /** What the digest of a signed Docker schema 1 manifest is of; of all others it is the bytes. */
  private static byte[] signed(byte[] bytes) {
    return SignedPayload.find(bytes).orElse(bytes);
  }

  private byte[] readAll(RegistryResponse response, RegistryRequest request)
      throws RegistryException {
    try {
      byte[] bytes = response.body().readNBytes(largest + 1);
      if (bytes.length > largest) {
        throw RegistryException.because(
                FailureCode.MANIFEST_INVALID,
                request.attempted(),
                "it is larger than " + largest + " bytes",
                null)
            .asSpent();
      }
      return bytes;
    } catch (IOException fault) {
      throw ConnectionFaults.explain(request.attempted(), fault);
    }
  }
}
