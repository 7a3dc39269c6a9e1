package io.waybill.registry.feed;

import io.waybill.registry.protocol.BlobContent;
import io.waybill.registry.protocol.BlobPosition;

/** A blob of the source while it arrives: it is verified before its last bytes are released. */
public interface OpenBlob extends BlobContent {
  /** Where the next byte is, to open it there once more. */
  BlobPosition position();

  /** How many bytes have come from the registry so far. */
  long received();
}
