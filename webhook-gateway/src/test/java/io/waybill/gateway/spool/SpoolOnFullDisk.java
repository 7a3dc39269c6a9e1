package io.waybill.gateway.spool;

import io.waybill.schemas.units.ByteSize;
import java.nio.file.Path;

/**
 * Appends what fits into a file and what does not, in turns: {@code DIRECTORY TURNS}. Prints what
 * was taken, then what was not.
 */
final class SpoolOnFullDisk {
  static final int TOO_LARGE = 200_000;

  private SpoolOnFullDisk() {}

  public static void main(String[] arguments) throws Exception {
    try (Spool spool = Spool.open(Path.of(arguments[0]), ByteSize.ofMiB(4))) {
      for (int turn = 0; turn < Integer.parseInt(arguments[1]); turn++) {
        append(spool, "small" + turn, 10);
        append(spool, "large" + turn, TOO_LARGE);
        append(spool, "larger" + turn, TOO_LARGE);
      }
    }
    System.out.println("end");
  }

  private static void append(Spool spool, String id, int length) throws InterruptedException {
    try {
      spool.append(SpoolEntries.entry(id, "x".repeat(length)));
      System.out.println("taken " + id);
    } catch (SpoolException refused) {
      System.out.println("refused " + id);
    }
  }
}
