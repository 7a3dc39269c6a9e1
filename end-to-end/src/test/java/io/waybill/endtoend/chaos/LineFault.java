package io.waybill.endtoend.chaos;

import java.time.Duration;

/** What is wrong with a line for some time. */
sealed interface LineFault {
  /** All is well. */
  LineFault NONE = new Delayed(Duration.ZERO);

  /** Nobody listens, and whatever was connected is cut. */
  record Refused() implements LineFault {}

  /**
   * Connections stay and new ones are made, but their bytes do not arrive until the line is mended.
   *
   * @param both whether no byte passes at all; else what is sent arrives, and only answers do not
   */
  record Silent(boolean both) implements LineFault {}

  /**
   * Every piece takes longer.
   *
   * @param time by this much
   */
  record Delayed(Duration time) implements LineFault {}

  /**
   * Bytes trickle.
   *
   * @param bytesPerSecond so many, of each connection and way
   */
  record Throttled(int bytesPerSecond) implements LineFault {}

  /** What is sent arrives, and the connection breaks where the answer would come. */
  record AnswersLost() implements LineFault {}

  /**
   * Something in front answers every HTTP request instead of the server.
   *
   * @param status so
   * @param retryAfterSeconds with this wish
   */
  record Answering(int status, int retryAfterSeconds) implements LineFault {}
}
