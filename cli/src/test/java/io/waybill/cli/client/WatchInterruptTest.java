package io.waybill.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpServer;
import io.waybill.cli.ExitCodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C while records are watched, in a process and on a terminal of its own. */
final class WatchInterruptTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final char CTRL_C = '\u0003';
  private static final long SIGINT_BIT = 1 << 1;
  private static final String RECORD =
      """
      id: 0.7
      event: record
      data: {"taskId":"t1","status":"queued","source":"here/app:v1","target":"there/app:v1",\
      "queuedAt":"2026-11-22T12:00:00.123Z"}

      """;

  @TempDir private Path directory = Path.of("");
  private final CountDownLatch ended = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer api;

  /** A process that was started with the signal ignored hands that on, and Java keeps to it. */
  @BeforeEach
  void assumeSignalsAreHeard() throws IOException {
    Path status = Path.of("/proc/self/status");
    assumeThat(status).exists();
    assumeThat(Path.of("/usr/bin/script")).exists();
    String ignored =
        Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .map(line -> line.substring("SigIgn:".length()).strip())
            .findFirst()
            .orElse("0");
    assumeThat(Long.parseUnsignedLong(ignored, 16) & SIGINT_BIT).isZero();
  }

  /** An API that tells of one record, and then of nothing. */
  @BeforeEach
  void start() throws IOException {
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    api.setExecutor(threads);
    api.createContext(
        "/api/v1/events",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(RECORD.getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          try {
            ended.await();
          } catch (InterruptedException told) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    api.start();
  }

  @AfterEach
  void stop() {
    ended.countDown();
    api.stop(0);
    threads.close();
  }

  @Test
  void endsWith130AndLeavesTheTerminalAsItWas() throws Exception {
    String watch = "'" + String.join("' '", line()) + "'";
    // The signal goes to all of the foreground: the shell needs a trap to outlive its child.
    String shell = "trap : INT; stty -g; " + watch + "; code=$?; stty -g; exit $code";
    Process terminal =
        start(List.of("/usr/bin/script", "--quiet", "--return", "--command", shell, "/dev/null"));
    try {
      await(terminal, () -> output().contains("here/app:v1 -> there/app:v1"));

      terminal.outputWriter(StandardCharsets.UTF_8).append(CTRL_C).flush();

      assertThat(terminal.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(terminal.exitValue()).as(this::output).isEqualTo(ExitCodes.INTERRUPTED);
      List<String> lines = output().lines().map(String::strip).toList();
      assertThat(lines.getLast()).as("what stty says").isEqualTo(lines.getFirst());
      assertThat(output()).doesNotContain("\u001b", "Exception", "\tat ");
    } finally {
      terminal.descendants().forEach(ProcessHandle::destroyForcibly);
      terminal.destroyForcibly();
    }
  }

  private List<String> line() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"),
        "io.waybill.cli.Main",
        "records",
        "--watch",
        "--api",
        "http://127.0.0.1:" + api.getAddress().getPort());
  }

  private Process start(List<String> line) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().putAll(Map.of("TERM", "xterm", "NO_COLOR", "1", "SHELL", "/bin/sh"));
    return builder.redirectOutput(directory.resolve("output").toFile()).start();
  }

  private String output() {
    try {
      return Files.readString(directory.resolve("output"));
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  private interface Condition {
    boolean holds();
  }

  private void await(Process process, Condition condition) throws Exception {
    Instant end = Instant.now().plus(PATIENCE);
    while (!condition.holds()) {
      assertThat(process.isAlive()).as(this::output).isTrue();
      assertThat(Instant.now()).as(this::output).isBefore(end);
      Thread.sleep(20);
    }
  }
}
