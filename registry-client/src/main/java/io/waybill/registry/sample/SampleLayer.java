package io.waybill.registry.sample;

import io.waybill.schemas.names.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * One gzipped tar layer with one file in it.
 *
 * @param blob the layer as it is pushed
 * @param diffId the digest of the tar inside, as an image's config names it
 */
record SampleLayer(Blob blob, Digest diffId) {
  /** Content with its digest. */
  static final class Blob {
    private final Digest digest;
    private final byte[] bytes;

    Blob(byte[] bytes) {
      this.digest = Digest.sha256(bytes);
      this.bytes = bytes;
    }

    Digest digest() {
      return digest;
    }

    byte[] bytes() {
      return bytes;
    }
  }

  private static final int BLOCK = 512;

  /** A layer of about {@code size} bytes; random content, so that gzip cannot shrink it. */
  static SampleLayer build(Random random, String path, int size) {
    byte[] content = new byte[size];
    random.nextBytes(content);
    byte[] tar = tar(path, content);
    return new SampleLayer(new Blob(gzip(tar)), Digest.sha256(tar));
  }

  private static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream buffer = new ByteArrayOutputStream(bytes.length + BLOCK);
    try (OutputStream out = new GZIPOutputStream(buffer)) {
      out.write(bytes);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return buffer.toByteArray();
  }

  /** A ustar archive of one file (POSIX.1-1988), its two empty blocks at the end included. */
  private static byte[] tar(String path, byte[] content) {
    byte[] header = new byte[BLOCK];
    put(header, 0, path);
    put(header, 100, "0000644\0");
    put(header, 108, "0000000\0");
    put(header, 116, "0000000\0");
    put(header, 124, "%011o\0".formatted(content.length));
    put(header, 136, "%011o\0".formatted(0));
    Arrays.fill(header, 148, 156, (byte) ' ');
    header[156] = '0';
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte octet : header) {
      sum += octet & 0xFF;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    int padded = (content.length + BLOCK - 1) / BLOCK * BLOCK;
    byte[] tar = new byte[BLOCK + padded + 2 * BLOCK];
    System.arraycopy(header, 0, tar, 0, BLOCK);
    System.arraycopy(content, 0, tar, BLOCK, content.length);
    return tar;
  }

  private static void put(byte[] header, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }
}
