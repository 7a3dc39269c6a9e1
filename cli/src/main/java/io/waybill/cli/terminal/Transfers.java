package io.waybill.cli.terminal;

import java.time.Duration;
import java.util.List;

/**
 * What many transfers look like at one moment.
 *
 * @param itemsDone how many things of which bytes are part have come to their end
 * @param itemsFound how many there are, as far as that is known
 * @param allFound whether that is all
 * @param failed how many of those that ended have failed
 * @param bytesDone bytes moved
 * @param bytesKnown bytes to move, as far as that is known
 * @param elapsed since the first began
 * @param streams what is in transit, in the order in which it began
 */
public record Transfers(
    int itemsDone,
    int itemsFound,
    boolean allFound,
    int failed,
    long bytesDone,
    long bytesKnown,
    Duration elapsed,
    List<Stream> streams) {

  /** Keeps a copy of the list. */
  public Transfers {
    streams = List.copyOf(streams);
  }

  /**
   * One thing in transit.
   *
   * @param label what it is, in as many characters as it takes
   * @param done bytes moved
   * @param total bytes in all
   * @param elapsed since it began
   */
  public record Stream(String label, long done, long total, Duration elapsed) {}
}
