package io.waybill.cli.terminal;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times, for people. */
public final class Moments {
  private static final DateTimeFormatter LOCAL =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private Moments() {}

  /** {@code 12 s ago}, {@code in 3 min}; the local date and time where that is a day or more. */
  public static String forPeople(String time) {
    return forPeople(time, Instant.now(), ZoneId.systemDefault());
  }

  static String forPeople(String time, Instant now, ZoneId zone) {
    Instant moment;
    try {
      moment = Instant.parse(time);
    } catch (DateTimeParseException noTime) {
      return time;
    }
    Duration distance = Duration.between(moment, now);
    long seconds = distance.abs().toSeconds();
    if (seconds >= ChronoUnit.DAYS.getDuration().toSeconds()) {
      return LOCAL.format(moment.atZone(zone));
    }
    String length =
        seconds < 60
            ? seconds + " s"
            : seconds < 3_600 ? seconds / 60 + " min" : seconds / 3_600 + " h";
    return distance.isNegative() ? "in " + length : length + " ago";
  }

  /** The same time in RFC 3339, without a fraction of a second. */
  public static String toSeconds(String time) {
    try {
      return Instant.parse(time).truncatedTo(ChronoUnit.SECONDS).toString();
    } catch (DateTimeParseException noTime) {
      return time;
    }
  }
}
