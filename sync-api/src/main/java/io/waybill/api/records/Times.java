package io.waybill.api.records;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** PostgreSQL keeps microseconds: what is compared with a stored time is cut to them first. */
final class Times {
  private Times() {}

  static Instant stored(Instant time) {
    return time.truncatedTo(ChronoUnit.MICROS);
  }
}
