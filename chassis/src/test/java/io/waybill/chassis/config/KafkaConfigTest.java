package io.waybill.chassis.config;

import static io.waybill.chassis.config.Refusals.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@link KafkaConfig}: defaults, every key, each refusal. */
final class KafkaConfigTest {
  @Test
  void withoutAnAddressItIsTheEmbeddedBroker() {
    assertThat(KafkaConfig.DEFAULT.isEmbedded()).isTrue();
    assertThat(KafkaConfig.DEFAULT.topics()).isEqualTo(new TopicsConfig(6, -1));
  }

  @Test
  void everyKeyIsMapped() throws Exception {
    KafkaConfig kafka =
        ConfigLoader.parse(
                """
                kafka:
                  bootstrapServers: "a:9092, b:9093"
                  properties: { security.protocol: SASL_SSL, ssl.keystore.password: hunter2 }
                  topics: { partitions: 12, replicationFactor: 3 }
                """,
                Map.of())
            .kafka();

    assertThat(kafka.bootstrapServers()).contains("a:9092, b:9093");
    assertThat(kafka.properties()).containsEntry("ssl.keystore.password", "hunter2");
    assertThat(kafka.topics()).isEqualTo(new TopicsConfig(12, 3));
    assertThat(kafka.toString()).contains("ssl.keystore.password").doesNotContain("hunter2");
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThat(problemsOf("kafka: { bootstrapServers: localhost }"))
        .containsExactly(
            "kafka.bootstrapServers must be host:port, several separated by commas, but is"
                + " \"localhost\"");
    assertThat(problemsOf("kafka: { properties: { acks: '1' } }"))
        .containsExactly(
            "kafka.properties.acks cannot be set: Waybill's guarantees rest on its value");
    assertThat(problemsOf("kafka: { properties: { security.protocoll: SSL } }"))
        .containsExactly(
            "kafka.properties.security.protocoll is not a property of Kafka's clients: did you"
                + " mean security.protocol?");
    assertThat(problemsOf("kafka: { topics: { partitions: 0, replicationFactor: 0 } }"))
        .containsExactly(
            "kafka.topics.partitions must be between 1 and 1000, but is 0",
            "kafka.topics.replicationFactor must be between 1 and 15, or -1 for the broker's"
                + " default, but is 0");
  }
}
