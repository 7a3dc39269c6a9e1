package io.waybill.registry.pace;

import io.waybill.schemas.units.ByteRate;

/**
 * So many bytes in a second, shared fairly by the bodies in transit: each takes a piece of the same
 * size in its turn. Pieces are worth a twentieth of a second, so that also a slow line keeps all of
 * its transfers moving. Safe for many threads.
 */
public final class Bandwidth {
  private static final int PIECES_PER_SECOND = 20;
  private static final long SMALLEST = 512;
  private static final long LARGEST = 64 * 1024;

  /** Within a tenth of a second more may pass, where less passed in the one before. */
  private static final long BURST = 100_000_000;

  private final Bucket bucket;
  private final int piece;

  /** A limit of this many bytes in a second. */
  public Bandwidth(ByteRate rate, PaceClock clock) {
    this.bucket = new Bucket(rate.bytesPerSecond(), BURST, clock);
    this.piece =
        Math.toIntExact(Math.clamp(rate.bytesPerSecond() / PIECES_PER_SECOND, SMALLEST, LARGEST));
  }

  /** How many bytes are taken at a time. */
  int piece() {
    return piece;
  }

  /** Waits until the next piece may pass. */
  void takePiece() throws InterruptedException {
    bucket.take(piece);
  }

  /** Gives bytes of a piece back that did not come. */
  void refund(int bytes) {
    bucket.refund(bytes);
  }
}
