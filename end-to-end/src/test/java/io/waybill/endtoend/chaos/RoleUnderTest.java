package io.waybill.endtoend.chaos;

import io.waybill.endtoend.Http;
import io.waybill.endtoend.WaybillProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A role in a process of its own, under something that starts it again when it ends by itself, as
 * every orchestrator does.
 */
final class RoleUnderTest implements Perishable, AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final String STARTED = ", ready after ";
  private static final String HEAP = "192m";

  private final String name;
  private final List<String> command;
  private final int port;
  private final Path output;
  private final Reaper reaper;
  private final Thread keeper;

  /** Null while it is meant to be away; guarded by this. */
  private @Nullable WaybillProcess process;

  /** What it is started with from now on; guarded by this. */
  private Map<String, String> environment = Map.of();

  /** How much its earlier lives have printed; guarded by this. */
  private int begin;

  private volatile boolean closed;

  /**
   * A role that does not run yet.
   *
   * @param command of {@code waybill}
   * @param port of its health
   */
  RoleUnderTest(String name, List<String> command, int port, Path directory, Reaper reaper) {
    this.name = name;
    this.command = command;
    this.port = port;
    this.output = directory.resolve(name + ".log");
    this.reaper = reaper;
    this.keeper = Thread.ofVirtual().name("keeper of " + name).start(this::keep);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized void kill() {
    if (process != null) {
      process.kill();
      reaper.forget(process.pid());
      process = null;
    }
  }

  /** Has it start with these variables from now on. */
  synchronized void surround(Map<String, String> variables) {
    environment = Map.copyOf(variables);
  }

  @Override
  public Optional<String> stop() {
    return ask().get();
  }

  /**
   * Asks it to end, and does not wait for that.
   *
   * @return waits until it has, and says what {@link #stop} says
   */
  Supplier<Optional<String>> ask() {
    WaybillProcess asked;
    // One that is told to end before it has started may say so with another status.
    boolean started;
    synchronized (this) {
      if (process == null) {
        throw new IllegalStateException(name + " is away already");
      }
      asked = process;
      process = null;
      started = output().substring(begin).contains(STARTED);
    }
    asked.ask();
    return () -> {
      int status = asked.awaitExit();
      reaper.forget(asked.pid());
      return status == 0 || !started ? Optional.empty() : Optional.of("ended with " + status);
    };
  }

  /** Starts it, if it is away. {@link #isReady} says when it is ready. */
  @Override
  public synchronized void revive() {
    if (process == null && !closed) {
      begin = output().length();
      process = WaybillProcess.start(output, HEAP, command, environment);
      reaper.watch(process.pid());
    }
  }

  /** Whether it says that it is ready. */
  boolean isReady() {
    return WaybillProcess.isReady(port);
  }

  /** The number of its process, unless it is meant to be away. */
  synchronized OptionalLong pid() {
    return process == null ? OptionalLong.empty() : OptionalLong.of(process.pid());
  }

  /** Where it counts for Prometheus. */
  URI metrics() {
    return URI.create("http://127.0.0.1:" + port + "/metrics");
  }

  /** What it publishes of these metrics, added up over their labels. */
  double sumOf(String... names) {
    return Http.get(metrics())
        .response()
        .body()
        .lines()
        .filter(line -> Stream.of(names).anyMatch(name -> line.startsWith(name + "{")))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  /** Freezes it, as a machine does that has other things to do. */
  synchronized void pause() {
    signal("STOP");
  }

  /** Lets it go on. */
  synchronized void resume() {
    signal("CONT");
  }

  /** All that it has printed in all its lives. */
  String output() {
    try {
      return Files.exists(output) ? Files.readString(output) : "";
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  private void signal(String signal) {
    if (process == null) {
      return;
    }
    try {
      new ProcessBuilder("kill", "-s", signal, Long.toString(process.pid())).start().waitFor();
    } catch (IOException noKill) {
      throw new UncheckedIOException(noKill);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep() {
    try {
      while (!closed) {
        Thread.sleep(LOOK);
        synchronized (this) {
          if (process != null && !process.isAlive() && !closed) {
            reaper.forget(process.pid());
            process = null;
            revive();
          }
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    kill();
    keeper.interrupt();
  }
}
