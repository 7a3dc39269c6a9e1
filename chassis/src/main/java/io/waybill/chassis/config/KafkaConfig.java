package io.waybill.chassis.config;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How to reach Kafka.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas; none = the embedded
 *     broker
 * @param properties more client properties, security settings above all; their values are secrets
 * @param topics how missing topics are made
 */
public record KafkaConfig(
    @Key(
            value =
                "Where Kafka listens: `host:port`, several separated by commas. Left out, the"
                    + " embedded broker is used.",
            example = "kafka-1:9092,kafka-2:9092")
        Optional<String> bootstrapServers,
    @Key(
            value =
                "More properties of Kafka's clients, security settings above all. A value may be"
                    + " `file:/path` where the name ends in `password` or is `sasl.jaas.config`. As"
                    + " a variable, `security.protocol` is"
                    + " `WAYBILL_KAFKA_PROPERTIES_SECURITY_PROTOCOL`.",
            example = "security.protocol: SASL_SSL")
        Map<String, String> properties,
    @Key("How topics are made that do not exist yet.") TopicsConfig topics) {
  /** What holds when nothing is configured: the embedded broker. */
  public static final KafkaConfig DEFAULT =
      new KafkaConfig(Optional.empty(), Map.of(), TopicsConfig.DEFAULT);

  private static final Pattern SERVERS =
      Pattern.compile("[^\\s,:]+:[0-9]{1,5}|\\[[0-9a-fA-F:.]+]:[0-9]{1,5}");

  /** Checks the addresses, and that no property undoes what Waybill promises. */
  public KafkaConfig {
    properties = Map.copyOf(properties);
    Checks checks = new Checks();
    bootstrapServers.ifPresent(
        servers -> {
          for (String server : servers.split(",", -1)) {
            checks.require(
                SERVERS.matcher(server.strip()).matches(),
                "bootstrapServers",
                "must be host:port, several separated by commas, but is \"" + servers + "\"");
          }
        });
    for (String name : new TreeMap<>(properties).keySet()) {
      Optional<String> complaint = ClientProperties.complaint(name);
      checks.require(complaint.isEmpty(), "properties." + name, complaint.orElse(""));
    }
    checks.done();
  }

  /** Whether the embedded broker is to be used. */
  public boolean isEmbedded() {
    return bootstrapServers.isEmpty();
  }

  /** The names of the properties, not their values: passwords are among them. */
  @Override
  public String toString() {
    return "KafkaConfig[bootstrapServers="
        + bootstrapServers.orElse("embedded")
        + ", properties="
        + new TreeMap<>(properties).keySet()
        + ", topics="
        + topics
        + "]";
  }
}
