package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.BlobContent;
import io.waybill.registry.protocol.BlobStream;

/** A blob as the source sends it, for one target: what arrives is counted. For one thread. */
final class SourceContent implements BlobContent {
  private final BlobStream in;
  private final CopyTally tally;
  private long counted;

  SourceContent(BlobStream in, CopyTally tally) {
    this.in = in;
    this.tally = tally;
  }

  @Override
  public long size() {
    return in.size();
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws RegistryException {
    try {
      return in.read(buffer, offset, length);
    } finally {
      // More than was asked for, where some of it had to be read again.
      tally.read(in.received() - counted);
      counted = in.received();
    }
  }

  @Override
  public void rewind(long offset) {
    in.rewind(offset);
  }

  @Override
  public void close() {
    in.close();
  }
}
