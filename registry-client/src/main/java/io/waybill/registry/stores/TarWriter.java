package io.waybill.registry.stores;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes files of known sizes into a tar (POSIX.1-1988 ustar; sizes beyond 8 GiB as GNU tar has
 * them). The same files make the same bytes: they have no time and no owner.
 */
final class TarWriter extends OutputStream {
  private static final int BLOCK = 512;
  private static final long LARGEST_OCTAL = 0_77777777777L;

  private final OutputStream out;
  private long left;
  private int padding;

  TarWriter(OutputStream out) {
    this.out = out;
  }

  /** Begins a file; exactly so many bytes have to follow. Names are at most 100 bytes long. */
  void begin(String path, long size) throws IOException {
    pad();
    byte[] header = new byte[BLOCK];
    put(header, 0, path);
    put(header, 100, "0000644\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    putSize(header, size);
    put(header, 136, "00000000000\0");
    put(header, 148, "        ");
    put(header, 156, "0");
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte one : header) {
      sum += one & 0xFF;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    out.write(header);
    left = size;
    padding = (int) ((BLOCK - size % BLOCK) % BLOCK);
  }

  private static void putSize(byte[] header, long size) {
    if (size <= LARGEST_OCTAL) {
      put(header, 124, "%011o\0".formatted(size));
      return;
    }
    header[124] = (byte) 0x80;
    for (int i = 0; i < Long.BYTES; i++) {
      header[135 - i] = (byte) (size >> (i * Byte.SIZE));
    }
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > left) {
      throw new IOException("A file has become larger while it was packed");
    }
    out.write(bytes, offset, length);
    left -= length;
  }

  private void pad() throws IOException {
    if (left > 0) {
      throw new IOException("A file has become smaller while it was packed");
    }
    out.write(new byte[padding]);
    padding = 0;
  }

  /** Writes the two empty blocks at the end. */
  void end() throws IOException {
    pad();
    out.write(new byte[2 * BLOCK]);
  }
}
