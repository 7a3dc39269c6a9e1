package io.waybill.worker;

import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often Kafka delivers a task before it drops it, which differs with what the broker allows.
 */
final class DeliveryLimits {
  private static final Logger LOG = LoggerFactory.getLogger(DeliveryLimits.class);
  private static final String KEY = "share.delivery.count.limit";

  /** Kafka's own default, and the least that a group has unless somebody lowered it. */
  private static final int DEFAULT = 5;

  private DeliveryLimits() {}

  /** The limit of a share group, or Kafka's default where it may not be asked. */
  static int of(Admin admin, String group) throws InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
    try {
      Map<ConfigResource, Config> configs =
          admin.describeConfigs(java.util.List.of(resource)).all().get(10, TimeUnit.SECONDS);
      Config config = configs.get(resource);
      ConfigEntry entry = config == null ? null : config.get(KEY);
      return entry == null || entry.value() == null ? DEFAULT : Integer.parseInt(entry.value());
    } catch (ExecutionException | TimeoutException | NumberFormatException unknown) {
      LOG.info("The delivery limit of {} is not known ({}): taking {}", group, unknown, DEFAULT);
      return DEFAULT;
    }
  }
}
