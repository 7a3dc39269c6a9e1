package io.waybill.cli.terminal;

import java.time.Duration;
import java.util.Locale;

/** Lengths of time, for people. */
public final class Durations {
  private static final long MINUTE = 60;
  private static final long HOUR = 3_600;

  private Durations() {}

  /** {@code 12 ms}, {@code 3.4 s}, {@code 2 min 5 s}. */
  public static String forPeople(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < MINUTE * 1_000) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
    }
    return millis / 60_000 + " min " + millis / 1_000 % 60 + " s";
  }

  /** {@code 0:07}, {@code 12:30}, {@code 1:02:03}. */
  public static String clock(Duration duration) {
    long seconds = duration.toSeconds();
    return seconds < HOUR
        ? String.format(Locale.ROOT, "%d:%02d", seconds / MINUTE, seconds % MINUTE)
        : String.format(
            Locale.ROOT,
            "%d:%02d:%02d",
            seconds / HOUR,
            seconds / MINUTE % MINUTE,
            seconds % MINUTE);
  }
}
