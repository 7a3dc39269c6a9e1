package io.waybill.api;

import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/** Which documented answers the tests of this run have received, over all test classes. */
final class SeenAnswers {
  private static final Set<String> SEEN = new ConcurrentSkipListSet<>();

  private SeenAnswers() {}

  static void note(String operation, int status) {
    SEEN.add(operation + " " + status);
  }

  static boolean has(String operation, String status) {
    return SEEN.contains(operation + " " + status);
  }
}
