package io.waybill.chassis.kafka;

import io.waybill.schemas.names.Region;
import io.waybill.schemas.tasks.Lane;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets up the share groups of the copiers and the scanners. Where the broker's bounds forbid the
 * value that suits best, the next one is taken, and the log says so.
 */
final class ShareGroupSetup {
  private static final Logger LOG = LoggerFactory.getLogger(ShareGroupSetup.class);

  /** With the default, latest, tasks written before the first worker comes would never be done. */
  private static final Wish OFFSET_RESET =
      new Wish("share.auto.offset.reset", "group.share.auto.offset.reset", List.of("earliest"));

  /** How long a worker may be silent before its task goes to another; held longer by renewal. */
  private static final Wish LOCK =
      new Wish(
          "share.record.lock.duration.ms",
          "group.share.max.record.lock.duration.ms",
          List.of("30000"));

  /** Deliveries before Kafka gives a record up; our own dead letters come well before that. */
  private static final Wish DELIVERIES =
      new Wish(
          "share.delivery.count.limit",
          "group.share.max.delivery.count.limit",
          List.of("25", "10"));

  /** The window of offsets behind a held record; one long task must not stop what comes after. */
  private static final Wish LOCKS =
      new Wish(
          "share.partition.max.record.locks",
          "group.share.max.partition.max.record.locks",
          List.of("10000", "4000", "2000"));

  /** The offset reset comes last: the brokers see changes in order, and this one is waited for. */
  private static final List<Wish> WISHES = List.of(LOCK, DELIVERIES, LOCKS, OFFSET_RESET);

  private static final long GLANCE_MILLIS = 20;

  private ShareGroupSetup() {}

  /** A setting, the broker's key that bounds it, and its values, the best one first. */
  private record Wish(String key, String bound, List<String> values) {
    AlterConfigOp best() {
      return to(values.getFirst());
    }

    AlterConfigOp to(String value) {
      return new AlterConfigOp(new ConfigEntry(key, value), OpType.SET);
    }
  }

  static void apply(Admin admin, Collection<Region> regions)
      throws KafkaSetupException, InterruptedException {
    Map<ConfigResource, Collection<AlterConfigOp>> best = new HashMap<>();
    for (String group : groups(regions)) {
      best.put(
          new ConfigResource(ConfigResource.Type.GROUP, group),
          WISHES.stream().map(Wish::best).toList());
    }
    Set<String> notes = new LinkedHashSet<>();
    List<ConfigResource> refused = new ArrayList<>();
    for (Map.Entry<ConfigResource, KafkaFuture<Void>> result :
        admin.incrementalAlterConfigs(best).values().entrySet()) {
      if (!isWithinBounds(result.getKey(), result.getValue())) {
        refused.add(result.getKey());
      }
    }
    for (ConfigResource group : refused) {
      for (Wish wish : WISHES) {
        grant(admin, group, wish, notes);
      }
    }
    notes.forEach(LOG::info);
    awaitEarliest(admin, best.keySet());
  }

  private static List<String> groups(Collection<Region> regions) {
    List<String> groups = new ArrayList<>(List.of(Groups.SCANNERS));
    for (Region region : regions) {
      for (Lane lane : Lane.values()) {
        groups.add(Groups.copiers(region, lane));
      }
    }
    return groups;
  }

  /**
   * Returns when a broker shows the groups as they were set up: a member that subscribes a moment
   * earlier would make the group begin with the latest task, and the older ones would be lost to
   * it.
   */
  private static void awaitEarliest(Admin admin, Set<ConfigResource> groups)
      throws KafkaSetupException, InterruptedException {
    long deadline = System.nanoTime() + TopicSetup.SETTLING.toNanos();
    try {
      while (!admin.describeConfigs(groups).all().get().values().stream()
          .allMatch(ShareGroupSetup::beginsEarliest)) {
        if (System.nanoTime() >= deadline) {
          throw new KafkaSetupException(
              "Tried to set up the share groups "
                  + groups.stream().map(ConfigResource::name).sorted().toList()
                  + " but the broker does not show it within "
                  + TopicSetup.SETTLING.toSeconds()
                  + " s. Check the brokers' logs, and start again",
              new TimeoutException("the groups' settings are not the same everywhere yet"));
        }
        Thread.sleep(GLANCE_MILLIS);
      }
    } catch (ExecutionException failed) {
      LOG.warn(
          "Whether the share groups are set up on every broker cannot be seen: {}",
          KafkaFailures.sentence(failed));
    }
  }

  private static boolean beginsEarliest(Config config) {
    @Nullable ConfigEntry entry = config.get(OFFSET_RESET.key());
    return entry != null && OFFSET_RESET.values().getFirst().equals(entry.value());
  }

  /** Sets the best value that the broker's bounds allow. */
  private static void grant(Admin admin, ConfigResource group, Wish wish, Set<String> notes)
      throws KafkaSetupException, InterruptedException {
    for (String value : wish.values()) {
      Map<ConfigResource, Collection<AlterConfigOp>> change =
          Map.of(group, List.of(wish.to(value)));
      if (isWithinBounds(group, admin.incrementalAlterConfigs(change).all())) {
        if (!value.equals(wish.values().getFirst())) {
          notes.add(
              "Kafka allows %s=%s at most for Waybill's share groups; %s would suit better: raise the broker's %s"
                  .formatted(wish.key(), value, wish.values().getFirst(), wish.bound()));
        }
        return;
      }
    }
    throw new KafkaSetupException(
        "Kafka allows the share group %s none of %s=%s: change the broker's %s"
            .formatted(group.name(), wish.key(), wish.values(), wish.bound()));
  }

  private static boolean isWithinBounds(ConfigResource group, KafkaFuture<Void> change)
      throws KafkaSetupException, InterruptedException {
    try {
      change.get();
      return true;
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof InvalidConfigurationException
          || failed.getCause() instanceof InvalidRequestException) {
        return false;
      }
      throw new KafkaSetupException(
          "Tried to set up the share group "
              + group.name()
              + " but failed because: "
              + KafkaFailures.sentence(failed)
              + ". Set it up by hand, or allow this user to",
          failed);
    }
  }
}
