package io.waybill.registry.protocol;

import io.waybill.registry.failures.ConnectionFaults;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A blob while it arrives. Its length and digest are verified before its last bytes are released:
 * whoever reads to the end has the right bytes, and whoever copies wrong ones never gets the last
 * of them. What goes wrong is thrown as a {@link RegistryException}. For one thread.
 */
public final class BlobStream extends InputStream {
  private final RegistryResponse response;
  private final InputStream in;
  private final Digest digest;
  private final MessageDigest hasher;
  private final long size;
  private final String attempted;
  private long received;
  private boolean verified;

  /** A stream of {@code size} bytes; -1 = as many as come. */
  BlobStream(RegistryResponse response, Digest digest, long size, String attempted) {
    this.response = response;
    this.in = response.body();
    this.digest = digest;
    this.hasher = digest.hasher();
    this.size = size;
    this.attempted = attempted;
  }

  /** How many bytes there will be; -1 where that is not known. */
  public long size() {
    return size;
  }

  /** How many bytes have come so far. */
  public long received() {
    return received;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int count = receive(buffer, offset, length);
    if (count < 0) {
      requireWhole();
      return -1;
    }
    received += count;
    if (size >= 0 && received > size) {
      throw mismatch("it is longer than the " + size + " bytes that the manifest names");
    }
    hasher.update(buffer, offset, count);
    if (received == size) {
      requireEnd();
      requireWhole();
    }
    return count;
  }

  private int receive(byte[] buffer, int offset, int length) throws RegistryException {
    try {
      return in.read(buffer, offset, length);
    } catch (IOException fault) {
      throw ConnectionFaults.explain(attempted + " after " + received + " bytes", fault);
    }
  }

  private void requireEnd() throws RegistryException {
    if (receive(new byte[1], 0, 1) >= 0) {
      throw mismatch("it is longer than the " + size + " bytes that the manifest names");
    }
  }

  private void requireWhole() throws RegistryException {
    if (verified) {
      return;
    }
    if (size >= 0 && received < size) {
      throw RegistryException.because(
          FailureCode.NETWORK,
          attempted,
          "it ended after " + received + " of " + size + " bytes",
          null);
    }
    String actual = HexFormat.of().formatHex(hasher.digest());
    if (!actual.equals(digest.hex())) {
      throw mismatch(
          "its " + received + " bytes have the digest " + digest.algorithm() + ":" + actual);
    }
    verified = true;
  }

  private RegistryException mismatch(String why) {
    return RegistryException.because(FailureCode.DIGEST_MISMATCH, attempted, why, null);
  }

  /** Drops the connection unless all bytes were read. */
  @Override
  public void close() {
    response.wire().abort();
  }
}
