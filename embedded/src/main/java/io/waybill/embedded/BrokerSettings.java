package io.waybill.embedded;

import java.nio.file.Path;
import java.util.Properties;

/**
 * The properties of the embedded broker: a single node, quick to start, quick to notice that a
 * client is gone.
 */
final class BrokerSettings {
  static final int NODE_ID = 1;
  static final String CONTROLLER = "CONTROLLER";

  private static final String PLAINTEXT = "PLAINTEXT";

  private BrokerSettings() {}

  static Properties of(Path directory, int port, int controllerPort) {
    Properties p = new Properties();
    node(p, directory, port, controllerPort);
    smallness(p);
    shareGroups(p);
    consumerGroups(p);
    return p;
  }

  private static void node(Properties p, Path directory, int port, int controllerPort) {
    String listener = PLAINTEXT + "://" + Ports.LOOPBACK + ":" + port;
    set(p, "process.roles", "broker,controller");
    set(p, "node.id", NODE_ID);
    // The voter's address is not written to the data, so it may change from start to start.
    set(p, "controller.quorum.voters", NODE_ID + "@" + Ports.LOOPBACK + ":" + controllerPort);
    set(
        p,
        "listeners",
        listener + "," + CONTROLLER + "://" + Ports.LOOPBACK + ":" + controllerPort);
    set(p, "advertised.listeners", listener);
    set(p, "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    set(p, "controller.listener.names", CONTROLLER);
    set(p, "inter.broker.listener.name", PLAINTEXT);
    set(p, "log.dirs", directory);
    set(p, "auto.create.topics.enable", false);
    // After kill -9 the controller lets the broker back in once its old session has run out.
    set(p, "broker.session.timeout.ms", 2_000);
    set(p, "broker.heartbeat.interval.ms", 500);
    set(p, "controller.quorum.append.linger.ms", 5);
  }

  private static void smallness(Properties p) {
    set(p, "offsets.topic.replication.factor", 1);
    set(p, "offsets.topic.num.partitions", 1);
    set(p, "transaction.state.log.replication.factor", 1);
    set(p, "transaction.state.log.min.isr", 1);
    set(p, "transaction.state.log.num.partitions", 1);
    set(p, "share.coordinator.state.topic.replication.factor", 1);
    set(p, "share.coordinator.state.topic.min.isr", 1);
    set(p, "share.coordinator.state.topic.num.partitions", 1);
    // 128 MB of heap by default, which a small -Xmx does not have.
    set(p, "log.cleaner.dedupe.buffer.size", 4 << 20);
    set(p, "metric.reporters", "");
  }

  /**
   * Long tasks under renewed locks, many slots, and new groups that start at once rather than after
   * a heartbeat of 5 s.
   */
  private static void shareGroups(Properties p) {
    set(p, "group.share.max.record.lock.duration.ms", 3_600_000);
    set(p, "group.share.min.record.lock.duration.ms", 1_000);
    set(p, "group.share.max.delivery.count.limit", 25);
    set(p, "group.share.max.partition.max.record.locks", 10_000);
    set(p, "group.share.max.size", 1_000);
    set(p, "group.share.min.heartbeat.interval.ms", 500);
    set(p, "group.share.heartbeat.interval.ms", 500);
    set(p, "group.share.min.session.timeout.ms", 2_000);
    set(p, "group.share.session.timeout.ms", 10_000);
    set(p, "group.share.assignment.interval.ms", 0);
    set(p, "group.share.initialize.retry.interval.ms", 1_000);
  }

  /**
   * Groups start at once, and members may tell of short sessions. A member of the newer protocol
   * that was killed would hold its partitions for 45 s, which is the broker's to say.
   */
  private static void consumerGroups(Properties p) {
    set(p, "group.initial.rebalance.delay.ms", 0);
    set(p, "group.min.session.timeout.ms", 1_000);
    set(p, "group.consumer.min.heartbeat.interval.ms", 500);
    set(p, "group.consumer.heartbeat.interval.ms", 500);
    set(p, "group.consumer.min.session.timeout.ms", 2_000);
    set(p, "group.consumer.session.timeout.ms", 4_000);
    set(p, "group.consumer.assignment.interval.ms", 0);
  }

  private static void set(Properties p, String key, Object value) {
    p.setProperty(key, value.toString());
  }
}
