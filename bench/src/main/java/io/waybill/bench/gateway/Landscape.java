package io.waybill.bench.gateway;

import io.waybill.embedded.Ports;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A broker, and a gateway as a user starts it, each in a process of its own. */
final class Landscape implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path directory;
  private final Process broker;
  private final String bootstrapServers;
  private final Process gateway;
  private final int port;
  private final HttpClient http;

  private Landscape(
      Path directory,
      Process broker,
      String bootstrapServers,
      Process gateway,
      int port,
      HttpClient http) {
    this.directory = directory;
    this.broker = broker;
    this.bootstrapServers = bootstrapServers;
    this.gateway = gateway;
    this.port = port;
    this.http = http;
  }

  /** Starts both, and waits until the gateway is ready. */
  static Landscape start(Path launcher, Path directory, HttpClient http)
      throws IOException, InterruptedException {
    Process broker =
        java(directory, List.of(BrokerProcess.class.getName(), directory + "/kafka"), "-Xmx512m");
    String bootstrapServers = firstLine(broker, directory);
    int port = Ports.free();
    Path configuration = directory.resolve("waybill.yaml");
    Files.writeString(
        configuration,
        """
        kafka: { bootstrapServers: "%s" }
        registries: { shanghai: { url: "https://registry.shanghai.example" } }
        webhooks:
          %s: { registry: shanghai, type: distribution, secret: "%s", requestsPerSecond: 1000000 }
        gateway: { port: %d, kafkaTimeout: 20s }
        data: "%s"
        """
            .formatted(
                bootstrapServers,
                Notifications.WEBHOOK,
                Notifications.SECRET,
                port,
                directory.resolve("data")));
    Process gateway =
        new ProcessBuilder(launcher.toString(), "gateway", "--config", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("gateway.log").toFile())
            .start();
    Landscape landscape = new Landscape(directory, broker, bootstrapServers, gateway, port, http);
    landscape.awaitReady();
    return landscape;
  }

  private static Process java(Path directory, List<String> words, String... options)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(words);
    File log = directory.resolve("processes.log").toFile();
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log)).start();
  }

  private static String firstLine(Process process, Path directory) throws IOException {
    BufferedReader output = process.inputReader();
    String line = output.readLine();
    if (line == null) {
      throw new IllegalStateException("A process ended at once, see " + directory);
    }
    return line;
  }

  private void awaitReady() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline && gateway.isAlive()) {
      try {
        if (get("/health/ready").statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // It is still starting.
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    throw new IllegalStateException("The gateway did not become ready, see " + directory);
  }

  /** What the bare producer reaches, in records a second. */
  double bareProducer(int warmUpSeconds, int seconds) throws IOException, InterruptedException {
    Process process =
        java(
            directory,
            List.of(
                BareProducer.class.getName(),
                bootstrapServers,
                Integer.toString(warmUpSeconds),
                Integer.toString(seconds)),
            "-Xmx512m");
    double perSecond = Double.parseDouble(firstLine(process, directory));
    process.waitFor();
    return perSecond;
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The gateway's heap in use, in bytes, as its metrics have it. */
  double heapBytes() throws IOException, InterruptedException {
    return get("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /** The gateway's resident memory, in bytes; 0 where nobody says. */
  double residentBytes() throws IOException {
    Path status = Path.of("/proc/" + gateway.pid() + "/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("\\D", "")))
        .sum();
  }

  /** CPU seconds so far: of the gateway, of the broker, of this process. */
  double[] cpuSeconds() {
    return new double[] {
      seconds(gateway.toHandle()), seconds(broker.toHandle()), seconds(ProcessHandle.current())
    };
  }

  private static double seconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
  }

  @Override
  public void close() {
    end(gateway);
    end(broker);
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
