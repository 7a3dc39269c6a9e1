package io.waybill.registry.transport;

import java.io.IOException;
import java.io.OutputStream;

/** The bytes of a request. */
public interface RequestBody {
  /** How many there are; -1 where that is not known before the last one. */
  long length();

  /** Whether they can be written a second time. */
  boolean isRepeatable();

  /** Writes them all. */
  void writeTo(OutputStream out) throws IOException;

  /** Bytes in memory. */
  static RequestBody of(byte[] bytes) {
    return new RequestBody() {
      @Override
      public long length() {
        return bytes.length;
      }

      @Override
      public boolean isRepeatable() {
        return true;
      }

      @Override
      public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
      }
    };
  }
}
