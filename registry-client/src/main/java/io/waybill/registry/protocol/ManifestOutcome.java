package io.waybill.registry.protocol;

import io.waybill.registry.manifests.Descriptor;
import io.waybill.schemas.names.Digest;
import java.util.Optional;

/** Whether a manifest is there. */
public sealed interface ManifestOutcome {
  /** It is; its size is {@link Descriptor#UNKNOWN_SIZE} where the registry does not say. */
  record Present(Descriptor descriptor) implements ManifestOutcome {}

  /** It is not. */
  record Missing() implements ManifestOutcome {}

  /** Its digest, if it is there. */
  default Optional<Digest> digest() {
    return switch (this) {
      case Present present -> Optional.of(present.descriptor().digest());
      case Missing missing -> Optional.empty();
    };
  }
}
