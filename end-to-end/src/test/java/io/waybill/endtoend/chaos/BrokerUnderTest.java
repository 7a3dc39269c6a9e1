package io.waybill.endtoend.chaos;

import static org.awaitility.Awaitility.await;

import io.waybill.embedded.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Kafka in a process of its own, with a line to it for each worker, on data that stay. */
final class BrokerUnderTest implements Perishable, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Path directory;
  private final Reaper reaper;
  private final int port = Ports.free();
  private final int portOfOne = Ports.free();
  private final int portOfTwo = Ports.free();
  private final FaultProxy one = new FaultProxy(portOfOne);
  private final FaultProxy two = new FaultProxy(portOfTwo);
  private @Nullable Process process;

  BrokerUnderTest(Path directory, Reaper reaper) {
    this.directory = directory;
    this.reaper = reaper;
  }

  @Override
  public String name() {
    return "broker";
  }

  /** Where everybody finds it who has no line of its own. */
  String address() {
    return "127.0.0.1:" + port;
  }

  /** The line of the first worker. */
  FaultProxy one() {
    return one;
  }

  /** The line of the second worker. */
  FaultProxy two() {
    return two;
  }

  @Override
  public void revive() {
    Path said = directory.resolve("broker.out");
    try {
      Files.deleteIfExists(said);
      Process started =
          new ProcessBuilder(command())
              .redirectError(
                  ProcessBuilder.Redirect.appendTo(directory.resolve("broker.log").toFile()))
              .redirectOutput(said.toFile())
              .start();
      process = started;
      reaper.watch(started.pid());
      await("the broker to take requests, see " + directory.resolve("broker.log"))
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(50))
          .until(() -> !started.isAlive() || Files.readString(said).contains("\n"));
      if (!started.isAlive()) {
        throw new AssertionError("The broker ended, see " + directory.resolve("broker.log"));
      }
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  private List<String> command() {
    return Stream.of(
            Path.of(System.getProperty("java.home"), "bin", "java"),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            BrokerMain.class.getName(),
            directory.resolve("kafka"),
            port,
            portOfOne,
            one.port(),
            portOfTwo,
            two.port())
        .map(Object::toString)
        .toList();
  }

  @Override
  public void kill() {
    if (process != null) {
      process.destroyForcibly().onExit().join();
      reaper.forget(process.pid());
      process = null;
    }
  }

  @Override
  public Optional<String> stop() {
    Process asked = process;
    if (asked == null) {
      throw new IllegalStateException("The broker is away already");
    }
    asked.destroy();
    try {
      if (!asked.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        return Optional.of("did not end");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      kill();
    }
    return asked.exitValue() == 0
        ? Optional.empty()
        : Optional.of("ended with " + asked.exitValue());
  }

  @Override
  public void close() {
    kill();
    one.close();
    two.close();
  }
}
