package io.waybill.bench;

import io.waybill.embedded.Ports;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** {@code waybill up} in a process of its own, started as a user starts it. */
final class Up implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(2);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final Process process;
  private final int gatewayPort;
  private final int apiPort;
  private final long nanosToReady;

  private Up(Process process, int gatewayPort, int apiPort, long nanosToReady) {
    this.process = process;
    this.gatewayPort = gatewayPort;
    this.apiPort = apiPort;
    this.nanosToReady = nanosToReady;
  }

  /** Starts it and waits until the gateway takes webhooks and everything behind it is ready. */
  static Up start(Path launcher, Path directory, String configuration, HttpClient http)
      throws IOException, InterruptedException {
    int gatewayPort = Ports.free();
    int apiPort = Ports.free();
    Path file = directory.resolve("waybill.yaml");
    Files.writeString(
        file,
        configuration
            + "gateway: { port: %d }\napi: { port: %d }\nworker: { port: 0 }\n"
                .formatted(gatewayPort, apiPort));
    File log = directory.resolve("up.log").toFile();
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(
                launcher.toString(),
                "up",
                "--config",
                file.toString(),
                "--data",
                directory.resolve("data").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start();
    awaitReady(process, gatewayPort, http, log);
    awaitReady(process, apiPort, http, log);
    return new Up(process, gatewayPort, apiPort, System.nanoTime() - start);
  }

  private static void awaitReady(Process process, int port, HttpClient http, File log)
      throws InterruptedException {
    URI ready = URI.create("http://127.0.0.1:" + port + "/health/ready");
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() < deadline && process.isAlive()) {
      try {
        var answer =
            http.send(
                HttpRequest.newBuilder(ready).build(), HttpResponse.BodyHandlers.discarding());
        if (answer.statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        // It is still starting.
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    throw new IllegalStateException("waybill up did not become ready, see " + log);
  }

  long nanosToReady() {
    return nanosToReady;
  }

  URI gateway(String path) {
    return URI.create("http://127.0.0.1:" + gatewayPort + path);
  }

  URI api(String path) {
    return URI.create("http://127.0.0.1:" + apiPort + path);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(1, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
