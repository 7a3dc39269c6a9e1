package io.waybill.gateway.spool;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How entries stand in a segment: four fixed bytes, the length of the content, a CRC32C of length
 * and content, the content. The fixed bytes let a reader find the next frame behind damage of any
 * kind, that of a length included.
 */
final class Frames {
  /** Bytes before the content. */
  static final int HEADER = 3 * Integer.BYTES;

  /** {@code WBS1}. */
  private static final int MAGIC = 0x57425331;

  private Frames() {}

  /**
   * An intact frame.
   *
   * @param start where it begins
   * @param end where the next one begins
   */
  record Frame(int start, int end) {
    /** What is in it. */
    byte[] content(byte[] bytes) {
      return Arrays.copyOfRange(bytes, start + HEADER, end);
    }
  }

  /** The content in a frame. */
  static byte[] frame(byte[] content) {
    return ByteBuffer.allocate(HEADER + content.length)
        .putInt(MAGIC)
        .putInt(content.length)
        .putInt(checksum(content.length, ByteBuffer.wrap(content)))
        .put(content)
        .array();
  }

  /**
   * The first intact frame at the index or behind it; null where there is none. What lies between
   * the index and its start is damage.
   */
  static @Nullable Frame next(byte[] bytes, int from) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    for (int start = from; start + HEADER <= bytes.length; start++) {
      if (buffer.getInt(start) == MAGIC) {
        @Nullable Frame frame = at(buffer, start);
        if (frame != null) {
          return frame;
        }
      }
    }
    return null;
  }

  private static @Nullable Frame at(ByteBuffer buffer, int start) {
    int length = buffer.getInt(start + Integer.BYTES);
    int begin = start + HEADER;
    if (length < 0 || length > buffer.capacity() - begin) {
      return null;
    }
    int expected = buffer.getInt(start + 2 * Integer.BYTES);
    return checksum(length, buffer.slice(begin, length)) == expected
        ? new Frame(start, begin + length)
        : null;
  }

  private static int checksum(int length, ByteBuffer content) {
    CRC32C crc = new CRC32C();
    crc.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, length));
    crc.update(content);
    return (int) crc.getValue();
  }
}
