package io.waybill.registry.manifests;

import io.waybill.schemas.names.Digest;
import java.util.List;
import java.util.Optional;

/** A document under {@code /manifests/}: what it names, and its bytes as received. */
public sealed interface Manifest permits ImageManifest, Index, OpaqueManifest {
  /** The bytes with their media type and digest. */
  ManifestPayload payload();

  /** The manifest that this one says something about. */
  Optional<Descriptor> subject();

  /** The blobs that it names, in its order; a blob that is named twice is there twice. */
  List<Descriptor> blobs();

  /** The manifests that it names; the subject is not among them. */
  List<Descriptor> manifests();

  /** The document, exactly as received. */
  default byte[] bytes() {
    return payload().bytes();
  }

  /** What it is. */
  default String mediaType() {
    return payload().mediaType();
  }

  /** Its digest. */
  default Digest digest() {
    return payload().digest();
  }
}
