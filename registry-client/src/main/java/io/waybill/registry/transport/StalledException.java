package io.waybill.registry.transport;

import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A peer held a connection open and moved nothing over it. Its message is the reason for people:
 * what the peer did not do, and for how long.
 */
public final class StalledException extends SocketTimeoutException {
  private static final long serialVersionUID = 1L;

  private StalledException(String what) {
    super(what);
  }

  static StalledException ofWriting(Duration patience) {
    return new StalledException("the registry took no byte for " + forPeople(patience));
  }

  static StalledException ofReading(long bytes, Duration patience) {
    return new StalledException(
        "the registry sent only " + bytes + " bytes in " + forPeople(patience));
  }

  static StalledException ofAnswer(Duration within) {
    return new StalledException(
        "the registry's answer was not complete after " + forPeople(within));
  }

  private static String forPeople(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }
}
