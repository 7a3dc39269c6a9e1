package io.waybill.bench.scale;

import io.waybill.bench.copy.DelayLine;
import io.waybill.bench.gateway.BrokerProcess;
import io.waybill.chassis.config.KafkaConfig;
import io.waybill.chassis.config.TopicsConfig;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.KafkaSetupException;
import io.waybill.chassis.kafka.TopicSetup;
import io.waybill.embedded.LocalRegistry;
import io.waybill.schemas.names.Region;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/**
 * A broker in a process of its own, a source registry, and a target registry in each of some
 * regions, all at a distance; and a region whose registry takes connections and never answers.
 */
final class Landscape implements AutoCloseable {
  /** The source registry's name. */
  static final String SOURCE = "source";

  /** The region, and its registry, that never answers. */
  static final String DEAD = "dead";

  /** What a worker that is told to stop has for what it is at. */
  static final Duration GRACE = Duration.ofSeconds(3);

  /** Nobody takes what waits here, so the kernel does. */
  private static final int DOOR = 4_096;

  private final Path directory;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Map<String, String> addresses = new LinkedHashMap<>();
  private final LocalRegistry source;
  private final KafkaClients kafka;
  private final String broker;

  private Landscape(Path directory, Duration roundTrip, List<String> regions)
      throws IOException, InterruptedException {
    this.directory = directory;
    try {
      Process process = startBroker(directory);
      open.add(() -> end(process));
      broker = Optional.ofNullable(process.inputReader().readLine()).orElseThrow();
      source = startRegistry(SOURCE, roundTrip);
      for (String region : regions) {
        var _ = startRegistry(region, roundTrip);
      }
      ServerSocket silent = new ServerSocket(0, DOOR, InetAddress.getLoopbackAddress());
      open.add(silent);
      addresses.put(DEAD, "127.0.0.1:" + silent.getLocalPort());
      KafkaConfig config = new KafkaConfig(Optional.of(broker), Map.of(), TopicsConfig.DEFAULT);
      kafka = new KafkaClients(config, "bench");
      try (Admin admin = kafka.admin()) {
        TopicSetup.ensure(admin, config, addresses.keySet().stream().map(Region::of).toList());
      } catch (KafkaSetupException broken) {
        throw new IOException("Kafka cannot be used", broken);
      }
    } catch (IOException | RuntimeException failed) {
      close();
      throw failed;
    }
  }

  /** Starts it with target registries in these regions, each named like its region. */
  static Landscape start(Path directory, Duration roundTrip, List<String> regions)
      throws IOException, InterruptedException {
    return new Landscape(directory, roundTrip, regions);
  }

  private LocalRegistry startRegistry(String name, Duration roundTrip) throws IOException {
    LocalRegistry registry = LocalRegistry.start(directory.resolve(name));
    open.add(registry);
    DelayLine line = DelayLine.open(registry.port(), roundTrip);
    open.add(line);
    addresses.put(name, line.address());
    return registry;
  }

  private static Process startBroker(Path directory) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            BrokerProcess.class.getName(),
            directory.resolve("kafka").toString())
        .redirectError(directory.resolve("broker.log").toFile())
        .start();
  }

  /** The source registry, from nearby. */
  LocalRegistry source() {
    return source;
  }

  /** Where the registry of this name is spoken to, from afar. */
  String address(String name) {
    return Optional.ofNullable(addresses.get(name)).orElseThrow();
  }

  KafkaClients kafka() {
    return kafka;
  }

  /** Writes a worker's configuration for these regions. */
  Path configure(String worker, int port, int slots, List<String> regions) throws IOException {
    StringBuilder registries = new StringBuilder();
    addresses.forEach(
        (name, address) ->
            registries.append(
                "  %s: { url: \"http://%s\", region: %s }%n".formatted(name, address, name)));
    return Files.writeString(
        directory.resolve(worker + ".yaml"),
        """
        kafka: { bootstrapServers: "%s" }
        registries:
        %sworker: { regions: %s, concurrency: %d, bulkConcurrency: 1, graceTime: %s, port: %d }
        data: "%s"
        """
            .formatted(
                broker,
                registries,
                regions,
                slots,
                GRACE.toSeconds() + "s",
                port,
                directory.resolve(worker + "-data")));
  }

  Path directory() {
    return directory;
  }

  /** Ends a process in good order, or else by force. */
  static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException hurry) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    for (AutoCloseable each : open.reversed()) {
      try {
        each.close();
      } catch (Exception failed) {
        System.err.println("Could not close " + each + ": " + failed);
      }
    }
  }
}
