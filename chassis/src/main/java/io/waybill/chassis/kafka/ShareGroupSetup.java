package io.waybill.chassis.kafka;

import io.waybill.schemas.names.Region;
import io.waybill.schemas.tasks.Lane;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets up the share groups of the copiers. Where the broker's bounds forbid the value that suits
 * best, the next one is taken, and the log says so.
 */
final class ShareGroupSetup {
  private static final Logger LOG = LoggerFactory.getLogger(ShareGroupSetup.class);

  /** With the default, latest, tasks written before the first worker comes would never be done. */
  private static final String OFFSET_RESET = "share.auto.offset.reset";

  /** How long a worker may be silent before its task goes to another; held longer by renewal. */
  private static final Wish LOCK =
      new Wish("share.record.lock.duration.ms", "group.share.max.record.lock.duration.ms", 30_000);

  /** Deliveries before Kafka gives a record up; our own dead letters come well before that. */
  private static final Wish DELIVERIES =
      new Wish("share.delivery.count.limit", "group.share.max.delivery.count.limit", 25, 10);

  /** The window of offsets behind a held record; one long task must not stop what comes after. */
  private static final Wish LOCKS =
      new Wish(
          "share.partition.max.record.locks",
          "group.share.max.partition.max.record.locks",
          10_000,
          4_000,
          2_000);

  private ShareGroupSetup() {}

  /** A setting, the broker's key that bounds it, and its values, the best one first. */
  private record Wish(String key, String bound, List<Integer> values) {
    Wish(String key, String bound, Integer... values) {
      this(key, bound, List.of(values));
    }
  }

  static void apply(Admin admin, Collection<Region> regions)
      throws KafkaSetupException, InterruptedException {
    for (Region region : regions) {
      for (Lane lane : Lane.values()) {
        String group = Groups.copiers(region, lane);
        set(admin, group, OFFSET_RESET, "earliest");
        for (Wish wish : List.of(LOCK, DELIVERIES, LOCKS)) {
          grant(admin, group, wish);
        }
      }
    }
  }

  private static void grant(Admin admin, String group, Wish wish)
      throws KafkaSetupException, InterruptedException {
    for (int value : wish.values()) {
      if (trySet(admin, group, wish.key(), Integer.toString(value))) {
        if (value != wish.values().getFirst()) {
          LOG.info(
              "Kafka allows {}={} at most for the group {}; {} would suit better (raise the"
                  + " broker's {})",
              wish.key(),
              value,
              group,
              wish.values().getFirst(),
              wish.bound());
        }
        return;
      }
    }
    LOG.warn(
        "Kafka allows none of {}={} for the group {}; its default is used (see the broker's {})",
        wish.key(),
        wish.values(),
        group,
        wish.bound());
  }

  private static void set(Admin admin, String group, String key, String value)
      throws KafkaSetupException, InterruptedException {
    if (!trySet(admin, group, key, value)) {
      throw new KafkaSetupException(
          "Kafka does not allow " + key + "=" + value + " for the group " + group);
    }
  }

  /** Whether the broker's bounds allow it. */
  private static boolean trySet(Admin admin, String group, String key, String value)
      throws KafkaSetupException, InterruptedException {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
    AlterConfigOp operation = new AlterConfigOp(new ConfigEntry(key, value), OpType.SET);
    try {
      admin.incrementalAlterConfigs(Map.of(resource, List.of(operation))).all().get();
      return true;
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof InvalidConfigurationException
          || failed.getCause() instanceof InvalidRequestException) {
        return false;
      }
      throw new KafkaSetupException(
          "Tried to set "
              + key
              + "="
              + value
              + " for the share group "
              + group
              + " but failed because: "
              + KafkaFailures.sentence(failed),
          failed);
    }
  }
}
