package io.waybill.registry.protocol;

import io.waybill.schemas.names.Digest;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * The hash of what was read of a blob so far, and of where it was at regular places before, so that
 * reading can go back without beginning again. For one thread.
 */
final class HashTrail {
  /** The distance of places at the beginning of a blob; it grows with the blob. */
  private static final long NEAREST = 1024 * 1024;

  /** Later places are this part of their offset apart: 800 of them, 250 KiB, for 20 GiB. */
  private static final long SHARE = 128;

  private final TreeMap<Long, BlobPosition> places = new TreeMap<>();
  private MessageDigest hasher;
  private long offset;

  HashTrail(Digest digest, BlobPosition from) {
    places.put(0L, BlobPosition.start(digest));
    places.put(from.offset(), from);
    hasher = from.hasher();
    offset = from.offset();
  }

  /** How many bytes the hash has seen. */
  long offset() {
    return offset;
  }

  /** Where it is. */
  BlobPosition position() {
    return new BlobPosition(offset, hasher);
  }

  /** The next bytes. */
  void add(byte[] buffer, int from, int count) {
    hasher.update(buffer, from, count);
    offset += count;
    if (offset - places.lastKey() >= Math.max(NEAREST, offset / SHARE)) {
      places.put(offset, position());
    }
  }

  /** Goes back to the last place that is not behind {@code wanted}. */
  void goBack(long wanted) {
    BlobPosition place = places.floorEntry(wanted).getValue();
    hasher = place.hasher();
    offset = place.offset();
  }

  /** The digest of all that was seen, in hexadecimal digits. */
  String hex() {
    return HexFormat.of().formatHex(position().hasher().digest());
  }

  /** Whether it is that of the blob. */
  boolean matches(Digest digest) {
    return hex().equals(digest.hex());
  }
}
