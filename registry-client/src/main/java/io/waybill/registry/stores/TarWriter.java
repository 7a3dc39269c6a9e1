package io.waybill.registry.stores;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes files of known sizes into a tar (POSIX.1-1988 ustar; long names in the pax headers of
 * POSIX.1-2001, sizes beyond 8 GiB as GNU tar has them). The same files make the same bytes: they
 * have no time and no owner.
 */
final class TarWriter extends OutputStream {
  private static final int BLOCK = 512;
  private static final int NAME_LENGTH = 100;
  private static final long LARGEST_OCTAL = 0_77777777777L;

  private final OutputStream out;
  private long left;
  private int padding;

  TarWriter(OutputStream out) {
    this.out = out;
  }

  /** Begins a file; exactly so many bytes have to follow. */
  void begin(String path, long size) throws IOException {
    pad();
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length > NAME_LENGTH) {
      byte[] record = record("path", path);
      writeHeader("pax/path".getBytes(StandardCharsets.US_ASCII), "x", record.length);
      write(record);
      pad();
      name = Arrays.copyOf(name, NAME_LENGTH);
    }
    writeHeader(name, "0", size);
  }

  /** A record of a pax header, which begins with its own length. */
  private static byte[] record(String key, String value) {
    String rest = " " + key + "=" + value + "\n";
    int bytes = rest.getBytes(StandardCharsets.UTF_8).length;
    int length = bytes;
    while (bytes + String.valueOf(length).length() != length) {
      length = bytes + String.valueOf(length).length();
    }
    return (length + rest).getBytes(StandardCharsets.UTF_8);
  }

  private void writeHeader(byte[] name, String kind, long size) throws IOException {
    byte[] header = new byte[BLOCK];
    System.arraycopy(name, 0, header, 0, name.length);
    put(header, 100, "0000644\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    putSize(header, size);
    put(header, 136, "00000000000\0");
    put(header, 148, "        ");
    put(header, 156, kind);
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
