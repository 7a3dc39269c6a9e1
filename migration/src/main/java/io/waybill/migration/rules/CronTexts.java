package io.waybill.migration.rules;

import io.waybill.schemas.rules.Schedule;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Intervals and the cron of other tools as schedules here. */
final class CronTexts {
  private static final Map<String, String> NAMED =
      Map.of(
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *",
          "@monthly", "0 0 1 * *",
          "@weekly", "0 0 * * 0",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@hourly", "0 * * * *");
  private static final Pattern ZONE = Pattern.compile("(?:CRON_)?TZ=(\\S+)\\s+(.*)");
  private static final Pattern FIELD =
      Pattern.compile(
          "(?:[*]|[A-Za-z]{3}|[0-9]{1,2})(?:-(?:[A-Za-z]{3}|[0-9]{1,2}))?(?:/[1-9][0-9]?)?");
  private static final List<Integer> LOWEST = List.of(0, 0, 1, 1, 0);
  private static final List<Integer> HIGHEST = List.of(59, 23, 31, 12, 7);
  private static final Pattern GO_DURATION =
      Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:\\d+(?:ms|us|ns))?");
  private static final List<Integer> MINUTES = List.of(30, 20, 15, 12, 10, 6, 5, 4, 3, 2, 1);
  private static final List<Integer> HOURS = List.of(12, 8, 6, 4, 3, 2, 1);

  private CronTexts() {}

  /**
   * A schedule.
   *
   * @param schedule the schedule
   * @param exact whether it strikes as often as the other tool does
   */
  record Timed(Schedule schedule, boolean exact) {}

  /** Every so often: the nearest that the clock can say, and never more seldom. */
  static Timed every(Duration interval) {
    long minutes = interval.toMinutes();
    if (minutes >= 7 * 24 * 60) {
      return timed("0 0 * * 0", minutes == 7 * 24 * 60);
    }
    if (minutes >= 24 * 60) {
      return timed("0 0 * * *", minutes == 24 * 60);
    }
    if (minutes >= 60) {
      int hours = HOURS.stream().filter(some -> some * 60 <= minutes).findFirst().orElse(1);
      boolean exact = hours * 60L == minutes;
      return timed(hours == 1 ? "0 * * * *" : "0 */" + hours + " * * *", exact);
    }
    int some = MINUTES.stream().filter(one -> one <= minutes).findFirst().orElse(1);
    boolean exact = some == minutes && interval.toSecondsPart() == 0;
    return timed(some == 1 ? "* * * * *" : "*/" + some + " * * * *", exact);
  }

  /** Go's duration: {@code 1h30m}; empty where it is none. */
  static Optional<Duration> duration(String text) {
    Matcher matcher = GO_DURATION.matcher(text.strip());
    if (text.isBlank() || !matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        Duration.ofHours(number(matcher.group(1)))
            .plusMinutes(number(matcher.group(2)))
            .plusSeconds(number(matcher.group(3))));
  }

  /**
   * Five fields, {@code @daily} and its like, {@code @every 2h}, with {@code TZ=} before them or
   * not: what github.com/robfig/cron reads. Empty where it is none of them.
   */
  static Optional<Timed> parse(String text) {
    Matcher zoned = ZONE.matcher(text.strip());
    String cron = zoned.matches() ? zoned.group(2).strip() : text.strip();
    if (cron.startsWith("@every ")) {
      return duration(cron.substring("@every ".length())).map(CronTexts::every);
    }
    String fields = NAMED.getOrDefault(cron, cron).replace('?', '*');
    String[] parts = fields.split("\\s+", -1);
    if (parts.length != LOWEST.size()) {
      return Optional.empty();
    }
    for (int i = 0; i < parts.length; i++) {
      for (String one : parts[i].split(",", -1)) {
        if (!isField(one, LOWEST.get(i), HIGHEST.get(i))) {
          return Optional.empty();
        }
      }
    }
    try {
      ZoneId zone = zoned.matches() ? ZoneId.of(zoned.group(1)) : ZoneOffset.UTC;
      return Optional.of(new Timed(new Schedule(fields, zone), true));
    } catch (DateTimeException unknownZone) {
      return Optional.empty();
    }
  }

  /** Names of months and days are left to whoever reads the rule. */
  private static boolean isField(String field, int lowest, int highest) {
    if (!FIELD.matcher(field).matches()) {
      return false;
    }
    for (String end : field.replaceFirst("/.*", "").split("-", -1)) {
      boolean number = end.matches("[0-9]{1,3}");
      if (number && (Integer.parseInt(end) < lowest || Integer.parseInt(end) > highest)) {
        return false;
      }
    }
    return true;
  }

  /** Harbor's six fields, of which the first is the second and always 0. */
  static Optional<Timed> parseWithSeconds(String text) {
    String[] parts = text.strip().split("\\s+", 2);
    return parts.length == 2 && parts[0].equals("0") ? parse(parts[1]) : Optional.empty();
  }

  private static Timed timed(String cron, boolean exact) {
    return new Timed(Schedule.parse(cron), exact);
  }

  private static long number(@Nullable String digits) {
    return digits == null ? 0 : Long.parseLong(digits);
  }
}
