package io.waybill.schemas.rules;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * When a rule's source is compared with its targets, again and again. Written as the cron
 * expression alone, it is in UTC.
 *
 * @param cron minute, hour, day of the month, month, day of the week, as crontab(5) has them
 * @param timeZone whose clock is meant, such as {@code Europe/Berlin}
 */
public record Schedule(String cron, ZoneId timeZone) {
  private static final int FIELDS = 5;
  private static final int MAX_LENGTH = 200;

  /** Refuses what has not five fields; what the fields mean is the scheduler's to check. */
  public Schedule {
    cron = cron.strip();
    if (cron.length() > MAX_LENGTH || cron.split("\\s+").length != FIELDS) {
      throw new IllegalArgumentException(
          "schedule must be a cron expression of five fields such as \"0 3 * * *\", not \""
              + cron
              + "\"");
    }
  }

  /** Reads the long form. */
  @JsonCreator
  static Schedule read(
      @JsonProperty("cron") @Nullable String cron,
      @JsonProperty("timeZone") @Nullable String timeZone) {
    return new Schedule(Missing.require(cron, "cron"), zone(timeZone));
  }

  /** Reads the short form: a cron expression, in UTC. */
  @JsonCreator
  public static Schedule parse(String cron) {
    return new Schedule(cron, ZoneOffset.UTC);
  }

  private static ZoneId zone(@Nullable String name) {
    try {
      return name == null ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException unknown) {
      throw new IllegalArgumentException(
          "timeZone must be a name such as Europe/Berlin or UTC, not \"" + name + "\"", unknown);
    }
  }
}
