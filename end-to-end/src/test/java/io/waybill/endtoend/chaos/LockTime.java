package io.waybill.endtoend.chaos;

import static org.awaitility.Awaitility.await;

import io.waybill.chassis.config.KafkaConfig;
import io.waybill.chassis.config.TopicsConfig;
import io.waybill.chassis.kafka.Groups;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.tasks.Lane;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;

/**
 * For how long Kafka gives a task to a worker that says nothing: half a minute, which is longer
 * than a short run breaks anything. So it is made shorter while a worker is frozen.
 */
final class LockTime {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String KEY = "share.record.lock.duration.ms";
  private static final Duration USUAL = Duration.ofSeconds(30);

  /** How short it is made. */
  static final Duration SHORT = Duration.ofSeconds(4);

  private static final List<Region> REGIONS =
      List.of(Region.of("eu-central"), Region.of("us-east"));

  private final KafkaClients clients;

  LockTime(String broker) {
    clients =
        new KafkaClients(
            new KafkaConfig(Optional.of(broker), Map.of(), new TopicsConfig(2, -1)), "test");
  }

  /** Makes it short. A role that starts meanwhile makes it the usual one. */
  void shorten() {
    set(SHORT);
  }

  /** Makes it what it usually is. */
  void restore() {
    set(USUAL);
  }

  /** Returns when the broker goes by it. */
  private void set(Duration time) {
    AlterConfigOp change =
        new AlterConfigOp(
            new ConfigEntry(KEY, Long.toString(time.toMillis())), AlterConfigOp.OpType.SET);
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    for (String group : groups()) {
      changes.put(new ConfigResource(ConfigResource.Type.GROUP, group), List.of(change));
    }
    String wanted = Long.toString(time.toMillis());
    await("the time of locks to be " + time)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .pollDelay(Duration.ZERO)
        .ignoreExceptionsMatching(LockTime::passes)
        .until(
            () -> {
              try (Admin admin = clients.admin()) {
                admin.incrementalAlterConfigs(changes).all().get(10, TimeUnit.SECONDS);
                return admin
                    .describeConfigs(changes.keySet())
                    .all()
                    .get(10, TimeUnit.SECONDS)
                    .values()
                    .stream()
                    .allMatch(config -> config.get(KEY).value().equals(wanted));
              }
            });
  }

  /** A broker that was started a moment ago may be slow. */
  private static boolean passes(Throwable failure) {
    return failure instanceof ExecutionException || failure instanceof TimeoutException;
  }

  private static List<String> groups() {
    List<String> groups = new ArrayList<>();
    for (Region region : REGIONS) {
      for (Lane lane : Lane.values()) {
        groups.add(Groups.copiers(region, lane));
      }
    }
    return groups;
  }
}
