package io.waybill.registry.stores;

import java.io.IOException;
import java.io.InputStream;

/** Bytes that are read from any place, as often as it takes: a file, or the parts of one. */
interface SeekableBytes {
  /** How many there are. */
  long size();

  /** These bytes of them; to be closed by the caller. */
  InputStream open(long from, long length) throws IOException;
}
