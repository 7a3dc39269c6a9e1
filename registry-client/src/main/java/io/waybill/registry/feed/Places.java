package io.waybill.registry.feed;

import io.waybill.registry.protocol.BlobPosition;
import io.waybill.schemas.names.Digest;
import java.util.concurrent.ConcurrentSkipListMap;

/** Places of a blob that can be gone back to without reading all that comes before. */
final class Places {
  /** How far they are apart at the beginning of a blob; it grows with the blob. */
  private static final long NEAREST = 1024 * 1024;

  /** Later ones are this part of their offset apart: 800 of them, 250 KiB, for 20 GiB. */
  private static final long SHARE = 128;

  private final ConcurrentSkipListMap<Long, BlobPosition> places = new ConcurrentSkipListMap<>();

  Places(Digest digest) {
    places.put(0L, BlobPosition.start(digest));
  }

  /** Keeps the place, unless there is one shortly before it. */
  void offer(BlobPosition place) {
    long offset = place.offset();
    if (offset - places.floorKey(offset) >= Math.max(NEAREST, offset / SHARE)) {
      places.put(offset, place);
    }
  }

  /** The last place that is not behind the offset. */
  BlobPosition floor(long offset) {
    return places.floorEntry(offset).getValue();
  }
}
