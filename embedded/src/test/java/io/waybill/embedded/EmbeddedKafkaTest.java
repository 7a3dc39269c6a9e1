package io.waybill.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {
  @TempDir Path temp;

  @Test
  void recordsAndProgressOfGroupsSurviveARestartOnAnotherPort() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(temp)) {
      KafkaClients clients = new KafkaClients(kafka);
      clients.createTopic("kept");
      clients.send("kept", "one");
      clients.send("kept", "two");
      clients.configureGroup("queue", Map.of("share.auto.offset.reset", "earliest"));
      assertThat(clients.take("kept", "queue")).contains("one");
      assertThat(clients.read("kept", "readers", 2)).containsExactly("one", "two");
    }

    try (EmbeddedKafka kafka = EmbeddedKafka.start(temp)) {
      KafkaClients clients = new KafkaClients(kafka);
      clients.send("kept", "three");
      assertThat(clients.read("kept", "other readers", 3)).containsExactly("one", "two", "three");
      assertThat(clients.read("kept", "readers", 1)).containsExactly("three");
      assertThat(clients.take("kept", "queue")).contains("two");
    }
  }

  @Test
  void recordsSurviveAKill() throws Exception {
    try (ChildJvm broker = ChildJvm.start(KafkaUntilKilled.class, temp)) {
      broker.kill();
    }

    try (EmbeddedKafka kafka = EmbeddedKafka.start(temp)) {
      assertThat(new KafkaClients(kafka).read("kept", "readers", 1))
          .containsExactly("before the kill");
    }
  }

  @Test
  void letsAQueueHoldTasksForAnHourAndDeliverThemTwentyFiveTimes() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(temp)) {
      new KafkaClients(kafka)
          .configureGroup(
              "queue",
              Map.of(
                  "share.record.lock.duration.ms", "3600000",
                  "share.delivery.count.limit", "25",
                  "share.partition.max.record.locks", "10000",
                  "share.heartbeat.interval.ms", "500"));
    }
  }

  @Test
  void listensOnTheNamedPort() throws Exception {
    int port = Ports.free();

    try (EmbeddedKafka kafka = EmbeddedKafka.builder(temp).port(port).start()) {
      assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
      new KafkaClients(kafka).createTopic("reachable");
    }
  }

  @Test
  void saysThatThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThatExceptionOfType(EmbeddedServerException.class)
          .isThrownBy(() -> EmbeddedKafka.builder(temp).port(taken.getLocalPort()).start())
          .withMessageContaining("Kafka on 127.0.0.1:" + taken.getLocalPort())
          .withMessageContaining("in use");
    }
  }

  @Test
  void saysWhyItDoesNotStart() throws Exception {
    Files.writeString(temp.resolve("meta.properties"), "version=1\nnode.id=7\ncluster.id=other\n");

    assertThatExceptionOfType(EmbeddedServerException.class)
        .isThrownBy(() -> EmbeddedKafka.start(temp))
        .withMessageContaining("data in " + temp)
        .withMessageContaining("Stored node id 7");
  }
}
