package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.registry.manifests.OpaqueManifest;
import io.waybill.registry.protocol.ManifestPusher;
import io.waybill.schemas.failures.FailureCode;

/** What it means that a target does not take a manifest, by what was put: its answer says less. */
final class PutRefusals {
  private static final String SCHEMA1_HINT =
      "The image has the old Docker schema 1 form, which few registries take (docker distribution"
          + " 2 only with compatibility.schema1.enabled, 3 never): push it again with a current"
          + " tool.";

  private PutRefusals() {}

  /**
   * The failure, with the code and the hint that fit what was put.
   *
   * @param sparse whether the target does not have all that the index names
   */
  static RegistryException explain(RegistryException failure, Manifest manifest, boolean sparse) {
    boolean invalid = failure.code() == FailureCode.MANIFEST_INVALID;
    if (sparse && (invalid || ManifestPusher.isContentMissing(failure))) {
      // Each in words of its own: docker distribution says MANIFEST_BLOB_UNKNOWN.
      return failure.withCode(FailureCode.SPARSE_INDEX_REFUSED).asSpent();
    }
    boolean rejected = failure.code() == FailureCode.MEDIA_TYPE_REJECTED;
    if (MediaTypes.isSchema1(manifest.mediaType()) && (rejected || invalid || isUnknown(failure))) {
      return failure.withCode(FailureCode.MEDIA_TYPE_REJECTED).withHint(SCHEMA1_HINT).asSpent();
    }
    if (manifest instanceof OpaqueManifest && invalid) {
      // docker distribution 2.8: 400 MANIFEST_INVALID for a media type that it does not know.
      return failure.withCode(FailureCode.MEDIA_TYPE_REJECTED).asSpent();
    }
    return failure;
  }

  /**
   * docker distribution 2.8.2 answers schema 1 with 500 UNKNOWN, "manifest schema v1 unsupported".
   */
  private static boolean isUnknown(RegistryException failure) {
    return failure.hasStatus(500) && failure.answer().filter(a -> a.has("UNKNOWN")).isPresent();
  }
}
