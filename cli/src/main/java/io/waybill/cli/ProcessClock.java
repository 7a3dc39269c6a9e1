package io.waybill.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/** How long this process has been running, Java's own start included. */
public final class ProcessClock {
  /** When the launcher handed over to Java, as seconds since 1970 with a fraction. */
  private static final String PROPERTY = "waybill.began";

  private ProcessClock() {}

  /** The time since the launcher handed over to Java; where it does not say, since Java's start. */
  public static Duration sinceStart() {
    return Duration.between(began(), Instant.now());
  }

  private static Instant began() {
    try {
      BigDecimal seconds = new BigDecimal(System.getProperty(PROPERTY, "").replace(',', '.'));
      return Instant.ofEpochMilli(seconds.movePointRight(3).longValue());
    } catch (NumberFormatException unknown) {
      return ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
    }
  }
}
