package io.waybill.endtoend;

import io.waybill.embedded.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Two registries, {@code shanghai} whose pushes are announced and {@code frankfurt} that is kept in
 * step, and Waybill between them, as one process on embedded servers or as three on external ones.
 */
final class Landscape implements AutoCloseable {
  /** How Waybill runs. */
  enum Shape {
    /** {@code waybill up}. */
    ALL_IN_ONE,
    /** {@code waybill gateway}, {@code worker} and {@code api} on external Kafka and PostgreSQL. */
    SEPARATE_ROLES
  }

  private static final String HOOK_SECRET = "hook-secret-of-the-test";

  private final Shape shape;
  private final boolean bothWays;
  private final Servers choice;
  private final Path directory;
  private final int gatewayPort = Ports.free();
  private final int workerPort = Ports.free();
  private final int apiPort = Ports.free();
  private final int shanghaiPort = Ports.free();
  private final int frankfurtPort = Ports.free();
  private final Deque<Servers.Running> servers = new ArrayDeque<>();
  private final List<WaybillProcess> processes = new ArrayList<>();
  private Servers.@Nullable Running frankfurt;
  private @Nullable WaybillProcess api;

  private Landscape(Shape shape, boolean bothWays, Servers choice, Path directory) {
    this.shape = shape;
    this.bothWays = bothWays;
    this.choice = choice;
    this.directory = directory;
  }

  /** Brings everything up and waits until it is ready. */
  static Landscape start(Shape shape, Path directory) {
    return start(new Landscape(shape, false, Servers.choose(), directory));
  }

  /** The same with a process for each role, on these servers. */
  static Landscape startOn(Servers choice, Path directory) {
    return start(new Landscape(Shape.SEPARATE_ROLES, false, choice, directory));
  }

  /** The same, in one process, with both registries announcing their pushes. */
  static Landscape startBothWays(Path directory) {
    return start(new Landscape(Shape.ALL_IN_ONE, true, Servers.choose(), directory));
  }

  private static Landscape start(Landscape landscape) {
    try {
      landscape.startServers();
      landscape.startWaybill();
      return landscape;
    } catch (RuntimeException | Error failed) {
      landscape.close();
      throw failed;
    }
  }

  private void startServers() {
    String external = "";
    if (shape == Shape.SEPARATE_ROLES) {
      Servers.Running kafka = running(choice.kafka(directory.resolve("kafka")));
      Servers.Database database = choice.postgres(directory.resolve("postgres"));
      servers.push(database);
      external = choice.configuration(kafka, database);
    }
    running(
        choice.registry(
            directory.resolve("shanghai"), shanghaiPort, webhook(), "Bearer " + HOOK_SECRET));
    startFrankfurt();
    write(external + configuration());
  }

  private String configuration() {
    return """
    registries:
      shanghai: { url: "http://127.0.0.1:%d", region: cn-east }
      frankfurt: { url: "http://127.0.0.1:%d", region: eu-central }
      nowhere: { url: "http://127.0.0.1:1", region: nowhere }
      gone: { url: "http://127.0.0.1:2", region: gone }
    webhooks:
      shanghai-push: { registry: shanghai, type: distribution, secret: "%s" }
      frankfurt-push: { registry: frankfurt, type: distribution, secret: "%s" }
    gateway: { port: %d }
    worker: { port: %d, concurrency: 4 }
    api: { port: %d }
    data: "%s"
    """
        .formatted(
            shanghaiPort,
            frankfurtPort,
            HOOK_SECRET,
            HOOK_SECRET,
            gatewayPort,
            workerPort,
            apiPort,
            directory.resolve("data"));
  }

  private void write(String configuration) {
    try {
      Files.writeString(configurationFile(), configuration);
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  private Servers.Running running(Servers.Running server) {
    servers.push(server);
    return server;
  }

  /** Starts Waybill (again), on what it left behind. */
  void startWaybill() {
    processes.clear();
    if (shape == Shape.ALL_IN_ONE) {
      launch("up").awaitReady(gatewayPort, workerPort, apiPort);
    } else {
      WaybillProcess started = launch("api");
      api = started;
      WaybillProcess worker = launch("worker");
      launch("gateway").awaitReady(gatewayPort);
      worker.awaitReady(workerPort);
      started.awaitReady(apiPort);
    }
  }

  private WaybillProcess launch(String command) {
    WaybillProcess process =
        WaybillProcess.start(
            directory.resolve(command + ".log"),
            List.of(command, "--config", configurationFile().toString()));
    processes.add(process);
    return process;
  }

  /** Ends the API alone as a power cut would, and starts it again on what it left behind. */
  void killAndStartApi() {
    if (api == null) {
      throw new IllegalStateException("The API is a process of its own in SEPARATE_ROLES only");
    }
    api.kill();
    processes.remove(api);
    api = launch("api");
    api.awaitReady(apiPort);
  }

  /** What all of Waybill has logged. */
  String logs() {
    return processes.stream().map(WaybillProcess::output).collect(Collectors.joining());
  }

  /** Ends all of Waybill as a power cut would. */
  void killWaybill() {
    processes.forEach(WaybillProcess::kill);
  }

  /** Asks all of Waybill to end, and says how each process did. */
  List<Integer> stopWaybill() {
    return processes.stream().map(WaybillProcess::stop).toList();
  }

  /** Starts the target registry (again), on what it has. */
  void startFrankfurt() {
    URI webhook = bothWays ? gateway("/webhooks/frankfurt-push") : null;
    Servers.Running started =
        choice.registry(
            directory.resolve("frankfurt"), frankfurtPort, webhook, "Bearer " + HOOK_SECRET);
    frankfurt = started;
  }

  /** Takes the target registry away. */
  void stopFrankfurt() {
    if (frankfurt != null) {
      frankfurt.close();
      frankfurt = null;
    }
  }

  Path configurationFile() {
    return directory.resolve("waybill.yaml");
  }

  String shanghai() {
    return "127.0.0.1:" + shanghaiPort;
  }

  String frankfurt() {
    return "127.0.0.1:" + frankfurtPort;
  }

  URI webhook() {
    return URI.create("http://127.0.0.1:" + gatewayPort + "/webhooks/shanghai-push");
  }

  String hookSecret() {
    return HOOK_SECRET;
  }

  URI gateway(String path) {
    return URI.create("http://127.0.0.1:" + gatewayPort + path);
  }

  URI worker(String path) {
    return URI.create("http://127.0.0.1:" + workerPort + path);
  }

  URI api(String path) {
    return URI.create("http://127.0.0.1:" + apiPort + path);
  }

  @Override
  public void close() {
    processes.forEach(WaybillProcess::close);
    stopFrankfurt();
    servers.forEach(Servers.Running::close);
  }
}
