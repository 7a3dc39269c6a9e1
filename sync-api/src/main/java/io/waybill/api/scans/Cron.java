package io.waybill.api.scans;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * When a cron expression of five fields strikes: minute, hour, day of the month, month, day of the
 * week, as in crontab(5). Where both days are restricted, either will do. Sunday is 0 or 7; months
 * and days may be given by the first three letters of their English names.
 *
 * <p>Where a clock is put forward, a time that it leaves out strikes as soon as it is over; where
 * it is put back, a time that comes twice strikes the first time. Expressions with every hour
 * ({@code *}) are about intervals, and follow the time that really passes. So does Vixie cron.
 */
public final class Cron {
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

  /** A leap day comes again within eight years; what does not strike in them never does. */
  private static final int LONGEST_DAYS = 366 * 8 + 2;

  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet daysOfMonth;
  private final BitSet months;
  private final BitSet daysOfWeek;
  private final boolean everyHour;
  private final boolean eitherDay;

  private Cron(String[] fields) {
    minutes = new Field("minute", 0, 59, List.of()).parse(fields[0]);
    hours = new Field("hour", 0, 23, List.of()).parse(fields[1]);
    daysOfMonth = new Field("day of the month", 1, 31, List.of()).parse(fields[2]);
    months = new Field("month", 1, 12, MONTHS).parse(fields[3]);
    daysOfWeek = new Field("day of the week", 0, 7, DAYS).parse(fields[4]);
    if (daysOfWeek.get(7)) {
      daysOfWeek.set(0);
    }
    everyHour = fields[1].startsWith("*");
    eitherDay = !fields[2].startsWith("*") && !fields[4].startsWith("*");
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException where it is none, or never strikes; the message says why
   */
  public static Cron parse(String expression) {
    String[] fields = expression.strip().split("\\s+");
    if (fields.length != 5) {
      throw new IllegalArgumentException(
          "a cron expression has five fields, such as \"0 3 * * *\", not \"" + expression + "\"");
    }
    Cron cron = new Cron(fields);
    if (cron.next(Instant.EPOCH, ZoneOffset.UTC).isEmpty()) {
      throw new IllegalArgumentException("there is no day such as \"" + expression + "\" asks for");
    }
    return cron;
  }

  /** When it strikes next after this moment, by the clocks of the zone. */
  public Optional<Instant> next(Instant after, ZoneId zone) {
    ZoneRules rules = zone.getRules();
    // A clock that is put back over midnight makes yesterday's times come late.
    LocalDate first = after.atZone(zone).toLocalDate().minusDays(1);
    Optional<Instant> best = Optional.empty();
    for (int i = 0; i < LONGEST_DAYS; i++) {
      LocalDate day = first.plusDays(i);
      if (best.isPresent() && best.get().isBefore(earliestOf(day, rules))) {
        return best;
      }
      if (matches(day)) {
        best = earlier(best, nextOn(day, after, rules));
      }
    }
    return best;
  }

  private static Instant earliestOf(LocalDate day, ZoneRules rules) {
    return day.atStartOfDay().toInstant(rules.getOffset(day.atStartOfDay())).minusSeconds(86_400);
  }

  private Optional<Instant> nextOn(LocalDate day, Instant after, ZoneRules rules) {
    Optional<Instant> best = Optional.empty();
    for (int hour = hours.nextSetBit(0); hour >= 0; hour = hours.nextSetBit(hour + 1)) {
      for (int minute = minutes.nextSetBit(0);
          minute >= 0;
          minute = minutes.nextSetBit(minute + 1)) {
        for (Instant at : instants(day.atTime(hour, minute), rules)) {
          if (at.isAfter(after)) {
            best = earlier(best, Optional.of(at));
          }
        }
      }
    }
    return best;
  }

  private List<Instant> instants(LocalDateTime time, ZoneRules rules) {
    List<ZoneOffset> offsets = rules.getValidOffsets(time);
    if (offsets.isEmpty()) {
      ZoneOffsetTransition gap = rules.getTransition(time);
      return everyHour ? List.of() : List.of(gap.getInstant());
    }
    return offsets.size() == 1 || !everyHour
        ? List.of(time.toInstant(offsets.getFirst()))
        : offsets.stream().map(time::toInstant).toList();
  }

  private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.or(() -> other);
    }
    return one.get().isBefore(other.get()) ? one : other;
  }

  private boolean matches(LocalDate day) {
    boolean ofMonth = daysOfMonth.get(day.getDayOfMonth());
    boolean ofWeek = daysOfWeek.get(day.getDayOfWeek().getValue() % 7);
    return months.get(day.getMonthValue()) && (eitherDay ? ofMonth || ofWeek : ofMonth && ofWeek);
  }

  /**
   * One of the five.
   *
   * @param names of its values, the first one's first; may be empty
   */
  private record Field(String what, int min, int max, List<String> names) {
    BitSet parse(String text) {
      BitSet values = new BitSet(max + 1);
      for (String part : text.split(",", -1)) {
        add(part, values);
      }
      return values;
    }

    private void add(String part, BitSet values) {
      String[] stepped = part.split("/", -1);
      if (stepped.length > 2) {
        throw wrong(part);
      }
      String[] ends = stepped[0].split("-", -1);
      boolean all = stepped[0].equals("*");
      if (ends.length > 2) {
        throw wrong(part);
      }
      int from = all ? min : value(ends[0], part);
      int to =
          all || (ends.length == 1 && stepped.length == 2)
              ? max
              : value(ends[ends.length - 1], part);
      int step = stepped.length == 2 ? number(stepped[1], part) : 1;
      if (from > to || step < 1) {
        throw wrong(part);
      }
      for (int value = from; value <= to; value += step) {
        values.set(value);
      }
    }

    private int value(String text, String part) {
      int named = names.indexOf(text.toLowerCase(Locale.ROOT));
      int value = named >= 0 ? named + min : number(text, part);
      if (value < min || value > max) {
        throw wrong(part);
      }
      return value;
    }

    private int number(String text, String part) {
      if (!text.matches("[0-9]{1,3}")) {
        throw wrong(part);
      }
      return Integer.parseInt(text);
    }

    private IllegalArgumentException wrong(String part) {
      return new IllegalArgumentException(
          "the %s must be from %d to %d, *, a range (1-5), steps (*/10) or several of them with commas, not \"%s\""
              .formatted(what, min, max, part));
    }
  }
}
