package io.waybill.registry.stores;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The headers of a tar, from one to the next (POSIX.1-1988 ustar, POSIX.1-2001 pax, and GNU's long
 * names and large numbers).
 */
final class TarHeaders {
  private static final int BLOCK = 512;

  /** Of a long name or a pax header. */
  private static final int LONGEST_EXTRA = 64 * 1024;

  private static final int NAME = 0;
  private static final int NAME_LENGTH = 100;
  private static final int SIZE = 124;
  private static final int NUMBER_LENGTH = 12;
  private static final int CHECKSUM = 148;
  private static final int CHECKSUM_LENGTH = 8;
  private static final int KIND = 156;
  private static final int LINK = 157;
  private static final int MAGIC = 257;
  private static final int PREFIX = 345;
  private static final int PREFIX_LENGTH = 155;

  /** What an entry is. */
  enum Kind {
    FILE,
    HARD_LINK,
    SYMBOLIC_LINK,
    OTHER
  }

  /**
   * One entry.
   *
   * @param link where it leads to, if it is a link
   * @param begin where its bytes begin
   * @param size how many there are
   */
  record Entry(String path, Kind kind, String link, long begin, long size) {}

  /** Takes the entries. */
  @FunctionalInterface
  interface Reader {
    void read(Entry entry) throws IOException;
  }

  private final String name;
  private final SeekableBytes bytes;

  /** What GNU and pax headers say of the entry behind them. */
  private final Map<String, String> extra = new HashMap<>();

  TarHeaders(String name, SeekableBytes bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  void read(Reader reader) throws IOException {
    requireTar();
    long at = 0;
    while (at + BLOCK <= bytes.size()) {
      byte[] header = bytes(at, BLOCK);
      if (isEnd(header)) {
        return;
      }
      requireChecksum(header, at);
      char kind = (char) header[KIND];
      long size = number(header, SIZE);
      long begin = at + BLOCK;
      boolean about = kind == 'x' || kind == 'L' || kind == 'K';
      if (!about && extra.containsKey("size")) {
        size = parse(extra.get("size"));
      }
      if (size < 0 || size > bytes.size() - begin) {
        throw new NoStoreException(
            ("%s is cut off: its entry at byte %d has %d bytes, and the file ends before. Bring it"
                    + " again.")
                .formatted(name, at, size));
      }
      if (about) {
        readExtra(kind, begin, size);
      } else if (kind != 'g') {
        reader.read(entry(header, kind, begin, size));
        extra.clear();
      }
      at = begin + (size + BLOCK - 1) / BLOCK * BLOCK;
    }
    throw new NoStoreException(
        "%s is cut off: a tar ends with an empty block, and this one does not. Bring it again."
            .formatted(name));
  }

  private void requireTar() throws IOException {
    byte[] first = bytes(0, BLOCK);
    boolean gzip = first.length > 2 && (first[0] & 0xFF) == 0x1F && (first[1] & 0xFF) == 0x8B;
    boolean zstd = first.length > 2 && (first[0] & 0xFF) == 0x28 && (first[1] & 0xFF) == 0xB5;
    if (gzip || zstd) {
      throw new NoStoreException(
          "%s is compressed, so it cannot be read where it lies. Unpack it first: %s"
              .formatted(name, gzip ? "gunzip -k FILE" : "zstd -d FILE"));
    }
    if (first.length < BLOCK) {
      throw new NoStoreException("%s is no tar archive: it is too short.".formatted(name));
    }
  }

  private void readExtra(char kind, long begin, long size) throws IOException {
    if (size > LONGEST_EXTRA) {
      throw new NoStoreException(
          "%s has a name of %d bytes at byte %d, which no archive of images has."
              .formatted(name, size, begin));
    }
    byte[] text = bytes(begin, (int) size);
    switch (kind) {
      case 'L' -> extra.put("path", text(text, 0, text.length));
      case 'K' -> extra.put("linkpath", text(text, 0, text.length));
      default -> readPax(text);
    }
  }

  /** Records of {@code length key=value\n}. */
  private void readPax(byte[] records) {
    int at = 0;
    while (at < records.length) {
      int space = at;
      while (space < records.length && records[space] != ' ') {
        space++;
      }
      long length = parse(new String(records, at, space - at, StandardCharsets.US_ASCII));
      if (length <= space - at + 1 || length > records.length - at) {
        return;
      }
      int end = at + (int) length;
      String record = new String(records, space + 1, end - space - 2, StandardCharsets.UTF_8);
      int equals = record.indexOf('=');
      if (equals > 0) {
        extra.put(record.substring(0, equals), record.substring(equals + 1));
      }
      at = end;
    }
  }

  private Entry entry(byte[] header, char kind, long begin, long size) {
    String path = text(header, NAME, NAME_LENGTH);
    boolean ustar = text(header, MAGIC, 5).equals("ustar") && header[MAGIC + 5] == 0;
    String prefix = ustar ? text(header, PREFIX, PREFIX_LENGTH) : "";
    return new Entry(
        extra.getOrDefault("path", prefix.isEmpty() ? path : prefix + "/" + path),
        switch (kind) {
          case '0', '7', '\0' -> Kind.FILE;
          case '1' -> Kind.HARD_LINK;
          case '2' -> Kind.SYMBOLIC_LINK;
          default -> Kind.OTHER;
        },
        extra.getOrDefault("linkpath", text(header, LINK, NAME_LENGTH)),
        begin,
        size);
  }

  private byte[] bytes(long from, int length) throws IOException {
    try (InputStream in = bytes.open(from, length)) {
      return in.readNBytes(length);
    }
  }

  private static boolean isEnd(byte[] header) {
    for (byte one : header) {
      if (one != 0) {
        return false;
      }
    }
    return true;
  }

  /** The sum of all bytes, those of the sum itself counted as spaces. */
  private void requireChecksum(byte[] header, long at) throws NoStoreException {
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      boolean own = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_LENGTH;
      sum += own ? ' ' : header[i] & 0xFF;
    }
    if (octal(text(header, CHECKSUM, CHECKSUM_LENGTH)) != sum) {
      throw new NoStoreException(
          at == 0
              ? "%s is no tar archive.".formatted(name)
              : "%s is damaged at byte %d. Bring it again.".formatted(name, at));
    }
  }

  /** Octal digits, or GNU's base 256 where those are too few. */
  private static long number(byte[] header, int from) {
    if ((header[from] & 0x80) == 0) {
      return octal(text(header, from, NUMBER_LENGTH));
    }
    long value = 0;
    for (int i = from + NUMBER_LENGTH - 8; i < from + NUMBER_LENGTH; i++) {
      value = (value << Byte.SIZE) | (header[i] & 0xFF);
    }
    return value;
  }

  private static long octal(String text) {
    try {
      return Long.parseLong(text.strip(), 8);
    } catch (NumberFormatException malformed) {
      return -1;
    }
  }

  private static long parse(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException malformed) {
      return -1;
    }
  }

  private static String text(byte[] bytes, int from, int most) {
    int end = from;
    while (end < from + most && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, from, end - from, StandardCharsets.UTF_8);
  }
}
