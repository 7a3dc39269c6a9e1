package io.waybill.endtoend;

import io.waybill.embedded.Ports;
import io.waybill.endtoend.EmbeddedServers.Started;
import io.waybill.endtoend.EmbeddedServers.StartedDatabase;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * The servers as containers on the host's network, so that a registry in a container reaches the
 * gateway on loopback, and Kafka can be given its advertised address before it starts. The system
 * properties {@code waybill.image.kafka}, {@code waybill.image.postgres} and {@code
 * waybill.image.registry} name other images.
 */
final class ContainerServers implements Servers {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PASSWORD = "waybill";

  static boolean engineAnswers() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  @Override
  public Running kafka(Path directory) {
    int port = Ports.free();
    int controllerPort = Ports.free();
    String address = "127.0.0.1:" + port;
    GenericContainer<?> kafka =
        container("kafka", "apache/kafka:4.2.0")
            .withEnv("KAFKA_NODE_ID", "1")
            .withEnv("KAFKA_PROCESS_ROLES", "broker,controller")
            .withEnv(
                "KAFKA_LISTENERS",
                "PLAINTEXT://" + address + ",CONTROLLER://127.0.0.1:" + controllerPort)
            .withEnv("KAFKA_ADVERTISED_LISTENERS", "PLAINTEXT://" + address)
            .withEnv(
                "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP", "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT")
            .withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
            .withEnv("KAFKA_INTER_BROKER_LISTENER_NAME", "PLAINTEXT")
            .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@127.0.0.1:" + controllerPort)
            .withEnv("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "1")
            .withEnv("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "1")
            .withEnv("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "1")
            .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1")
            .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1")
            .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
            .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
    return started(kafka, port);
  }

  @Override
  public Database postgres(Path directory) {
    int port = Ports.free();
    GenericContainer<?> postgres =
        container("postgres", "postgres:18")
            .withEnv("POSTGRES_USER", "waybill")
            .withEnv("POSTGRES_DB", "waybill")
            .withEnv("POSTGRES_PASSWORD", PASSWORD)
            .withCommand("postgres", "-c", "port=" + port, "-c", "listen_addresses=127.0.0.1");
    Running running = started(postgres, port);
    return new StartedDatabase(
        "jdbc:postgresql://127.0.0.1:" + port + "/waybill", "waybill", PASSWORD, running::close);
  }

  @Override
  public Running registry(Path directory, int port, @Nullable URI webhook, String authorization) {
    GenericContainer<?> registry =
        container("registry", "registry:2.8.3")
            .withEnv("REGISTRY_HTTP_ADDR", "127.0.0.1:" + port)
            .withEnv("REGISTRY_STORAGE_DELETE_ENABLED", "true");
    if (webhook != null) {
      registry.withEnv(
          "REGISTRY_NOTIFICATIONS_ENDPOINTS",
          """
          - name: waybill
            url: %s
            headers: { Authorization: ["%s"] }
            timeout: 2s
            threshold: 3
            backoff: 200ms
          """
              .formatted(webhook, authorization));
    }
    return started(registry, port);
  }

  private static GenericContainer<?> container(String what, String defaultImage) {
    String image = System.getProperty("waybill.image." + what, "");
    return new GenericContainer<>(DockerImageName.parse(image.isEmpty() ? defaultImage : image))
        .withNetworkMode("host");
  }

  private static Running started(GenericContainer<?> container, int port) {
    container.waitingFor(new OpenPort(port));
    try {
      container.start();
    } catch (RuntimeException failed) {
      container.stop(); // Testcontainers leaves that to Ryuk, which is not everywhere
      throw failed;
    }
    return new Started("127.0.0.1:" + port, container::stop);
  }

  /** Asks nothing of the image, not even a shell. */
  private static final class OpenPort extends AbstractWaitStrategy {
    private final int port;

    OpenPort(int port) {
      this.port = port;
    }

    @Override
    protected void waitUntilReady() {
      TcpPort.awaitOpen(port, PATIENCE);
    }
  }
}
