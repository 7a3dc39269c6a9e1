package io.waybill.api.records;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAdjusters;

/**
 * A week of history, from Monday to Monday in UTC: the width of a partition.
 *
 * @param monday its first day
 */
record Week(LocalDate monday) {
  private static final int DAYS = 7;

  /** The week that this moment is in. */
  static Week of(Instant moment) {
    LocalDate day = moment.atOffset(ZoneOffset.UTC).toLocalDate();
    return new Week(day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)));
  }

  /** Its first moment. */
  Instant begin() {
    return monday.atStartOfDay(ZoneOffset.UTC).toInstant();
  }

  /** The first moment of the next one. */
  Instant end() {
    return next().begin();
  }

  Week next() {
    return plus(1);
  }

  Week plus(int weeks) {
    return new Week(monday.plusDays((long) DAYS * weeks));
  }

  /** What the names of its partitions end with, such as {@code 20261116}. */
  String suffix() {
    return DateTimeFormatter.BASIC_ISO_DATE.format(monday);
  }
}
