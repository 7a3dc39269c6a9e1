package io.waybill.gateway.spool;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How far the spool is drained: everything before it is on Kafka.
 *
 * @param segment the segment's number
 * @param offset the index in the segment
 */
record Position(long segment, int offset) implements Comparable<Position> {
  /** Before everything. */
  static final Position START = new Position(0, 0);

  private static final int BYTES = 2 * Long.BYTES;

  byte[] toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES + Long.BYTES).putLong(segment).putLong(offset);
    return bytes.putLong(checksum(bytes.array())).array();
  }

  /** The position in these bytes; none when they are damaged. */
  static Optional<Position> of(byte[] bytes) {
    if (bytes.length != BYTES + Long.BYTES) {
      return Optional.empty();
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    Position position = new Position(buffer.getLong(), (int) buffer.getLong());
    return buffer.getLong() == checksum(bytes) ? Optional.of(position) : Optional.empty();
  }

  @Override
  public int compareTo(Position other) {
    int bySegment = Long.compare(segment, other.segment);
    return bySegment != 0 ? bySegment : Integer.compare(offset, other.offset);
  }

  private static long checksum(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, BYTES);
    return crc.getValue();
  }
}
