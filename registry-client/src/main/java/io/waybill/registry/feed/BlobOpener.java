package io.waybill.registry.feed;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.BlobPosition;

/** Opens one blob at the source, at its beginning or in the middle. */
@FunctionalInterface
public interface BlobOpener {
  /** Opens the blob so that the byte at the position is read first; to be closed by the caller. */
  OpenBlob open(BlobPosition position) throws RegistryException;
}
