package io.waybill.worker.queue;

import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.common.Metric;

/**
 * Whether a share consumer has been given partitions. Its API does not say, but its metrics do: it
 * asks a broker for records only when it has.
 */
public final class Membership {
  private static final String FETCHES = "fetch-total";

  private Membership() {}

  /** Whether it asks a broker for records. */
  public static boolean isFetching(ShareConsumer<String, byte[]> consumer) {
    for (Metric metric : consumer.metrics().values()) {
      if (metric.metricName().name().equals(FETCHES)
          && metric.metricValue() instanceof Double count
          && count > 0) {
        return true;
      }
    }
    return false;
  }
}
