package io.waybill.bench.scale;

import java.util.Arrays;
import java.util.Locale;

/** What is asked. */
enum ScaleCase {
  /** Does a queue end sooner with more workers? */
  WORKERS,
  /** Do small images wait for a large one? */
  LARGE,
  /** Does a region wait for another one that does not answer? */
  DEAD,
  /** Does a task notice that all workers are restarted, one after the other? */
  ROLLING;

  static ScaleCase parse(String text) {
    return Arrays.stream(values())
        .filter(each -> each.text().equals(text))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no case " + text));
  }

  /** As it is typed. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
