package io.waybill.chassis.config;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Which properties of Kafka's clients may be configured. */
final class ClientProperties {
  private static final String GUARANTEE = "cannot be set: Waybill's guarantees rest on its value";
  private static final String TIMES = "cannot be set: Waybill's own timeouts rest on its value";

  /** The properties that carry Waybill's guarantees, or that have a key of their own. */
  private static final Map<String, String> RESERVED =
      Map.ofEntries(
          Map.entry("bootstrap.servers", "cannot be set: use kafka.bootstrapServers instead"),
          Map.entry("client.id", "cannot be set: each client has a name of its own"),
          Map.entry("acks", GUARANTEE),
          Map.entry("enable.idempotence", GUARANTEE),
          Map.entry("transactional.id", GUARANTEE),
          Map.entry("enable.auto.commit", GUARANTEE),
          Map.entry("auto.offset.reset", GUARANTEE),
          Map.entry("group.id", GUARANTEE),
          Map.entry("group.protocol", GUARANTEE),
          Map.entry("partition.assignment.strategy", GUARANTEE),
          Map.entry("max.poll.records", GUARANTEE),
          Map.entry("share.acknowledgement.mode", GUARANTEE),
          Map.entry("share.acquire.mode", GUARANTEE),
          Map.entry("key.serializer", GUARANTEE),
          Map.entry("value.serializer", GUARANTEE),
          Map.entry("key.deserializer", GUARANTEE),
          Map.entry("value.deserializer", GUARANTEE),
          Map.entry("delivery.timeout.ms", TIMES),
          Map.entry("max.block.ms", TIMES),
          Map.entry("request.timeout.ms", TIMES),
          Map.entry("session.timeout.ms", TIMES),
          Map.entry("heartbeat.interval.ms", TIMES),
          Map.entry("default.api.timeout.ms", TIMES));

  private static final Set<String> KNOWN =
      new TreeSet<>(
          Stream.of(
                  ProducerConfig.configNames(),
                  ConsumerConfig.configNames(),
                  AdminClientConfig.configNames())
              .flatMap(Collection::stream)
              .toList());

  private ClientProperties() {}

  /**
   * Why the property cannot be used, as the rest of a sentence. One that Kafka does not know may
   * belong to a plug-in, so it is refused only when it looks like a slip of the pen.
   */
  static Optional<String> complaint(String name) {
    if (RESERVED.containsKey(name)) {
      return Optional.ofNullable(RESERVED.get(name));
    }
    return KNOWN.contains(name)
        ? Optional.empty()
        : Problems.nearest(name, KNOWN, 2)
            .map(near -> "is not a property of Kafka's clients: did you mean " + near + "?");
  }
}
