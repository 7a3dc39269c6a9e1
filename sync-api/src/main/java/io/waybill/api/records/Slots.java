package io.waybill.api.records;

import io.waybill.api.records.StatisticsReport.Seconds;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks took how long: slot n counts those from 1.1^n to 1.1^(n+1) milliseconds, and the
 * geometric middle stands for all of them. So a quantile is off by less than 5 %.
 */
final class Slots {
  private static final double WIDTH = 1.1;

  private final TreeMap<Integer, Long> tasks = new TreeMap<>();

  void add(int slot, long count) {
    tasks.merge(slot, count, Long::sum);
  }

  void add(Slots others) {
    others.tasks.forEach(this::add);
  }

  @Nullable Seconds quantiles() {
    return tasks.isEmpty() ? null : new Seconds(quantile(0.5), quantile(0.95), quantile(0.99));
  }

  /** The nearest rank. */
  private double quantile(double share) {
    long all = tasks.values().stream().mapToLong(Long::longValue).sum();
    long rank = (long) Math.ceil(share * all);
    long seen = 0;
    for (Map.Entry<Integer, Long> slot : tasks.entrySet()) {
      seen += slot.getValue();
      if (seen >= rank) {
        return seconds(slot.getKey());
      }
    }
    return seconds(tasks.lastKey());
  }

  private static double seconds(int slot) {
    return Math.round(Math.pow(WIDTH, slot + 0.5)) / 1000.0;
  }
}
