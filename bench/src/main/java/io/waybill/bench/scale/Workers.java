package io.waybill.bench.scale;

import io.waybill.embedded.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Workers as a user starts them, each in a process of its own. */
final class Workers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration GLANCE = Duration.ofMillis(50);

  private static final class Worker {
    private final ProcessBuilder builder;
    private final int port;
    private Process process;

    Worker(ProcessBuilder builder, int port) throws IOException {
      this.builder = builder;
      this.port = port;
      this.process = builder.start();
    }
  }

  private final List<Worker> workers = new ArrayList<>();

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path logs;

  private Workers(Path logs) {
    this.logs = logs;
  }

  /** Starts so many for these regions, and returns when all are ready. */
  static Workers start(
      Path launcher, Landscape landscape, int count, int slots, List<String> regions)
      throws IOException, InterruptedException {
    Workers started = new Workers(landscape.directory());
    try {
      for (int i = 1; i <= count; i++) {
        started.add(launcher, landscape, "worker-" + regions.getFirst() + "-" + i, slots, regions);
      }
      for (Worker worker : started.workers) {
        started.awaitReady(worker);
      }
      return started;
    } catch (IOException | InterruptedException | RuntimeException failed) {
      started.close();
      throw failed;
    }
  }

  /** Restarts one after the other, as a rollout does: the next one when the last one is ready. */
  Void restartEach() throws IOException, InterruptedException {
    for (Worker worker : workers) {
      worker.process.destroy();
      int status = worker.process.waitFor();
      if (status != 0) {
        throw new IllegalStateException("A worker ended with " + status + ", see " + logs);
      }
      worker.process = worker.builder.start();
      awaitReady(worker);
    }
    return null;
  }

  private void add(Path launcher, Landscape landscape, String name, int slots, List<String> regions)
      throws IOException {
    int port = Ports.free();
    Path configuration = landscape.configure(name, port, slots, regions);
    ProcessBuilder builder =
        new ProcessBuilder(launcher.toString(), "worker", "--config", configuration.toString())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.appendTo(
                    landscape.directory().resolve(name + ".log").toFile()));
    builder.environment().put("WAYBILL_BUILD", "never");
    builder.environment().put("JAVA_OPTS", "-Xmx192m -XX:+UseSerialGC");
    workers.add(new Worker(builder, port));
  }

  private void awaitReady(Worker worker) throws InterruptedException {
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + worker.port + "/health/ready"))
            .build();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (worker.process.isAlive() && System.nanoTime() < deadline) {
      try {
        if (http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // It is still starting.
      }
      LockSupport.parkNanos(GLANCE.toNanos());
    }
    throw new IllegalStateException("A worker did not become ready, see " + logs);
  }

  int count() {
    return workers.size();
  }

  @Override
  public void close() {
    workers.forEach(worker -> worker.process.destroy());
    workers.forEach(worker -> Landscape.end(worker.process));
    http.close();
  }
}
