package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.feed.OpenBlob;
import io.waybill.registry.pace.RegistryPace;
import io.waybill.registry.protocol.BlobPosition;
import io.waybill.registry.protocol.BlobStream;

/**
 * A blob as the source sends it, and its place among those in transit. For one thread at a time.
 */
final class SourceContent implements OpenBlob {
  private final BlobStream in;
  private final RegistryPace.Place place;
  private boolean closed;

  /** Gives the place back when it is closed. */
  SourceContent(BlobStream in, RegistryPace.Place place) {
    this.in = in;
    this.place = place;
  }

  @Override
  public long size() {
    return in.size();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws RegistryException {
    return in.read(buffer, offset, length);
  }

  @Override
  public void rewind(long offset) {
    in.rewind(offset);
  }

  @Override
  public BlobPosition position() {
    return in.position();
  }

  @Override
  public long received() {
    return in.received();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      in.close();
      place.close();
    }
  }
}
