package io.waybill.embedded;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Docker distribution's own registry as a child process on the loopback interface, plain HTTP, with
 * its blobs and manifests under a directory. It ends with this process; one that survived
 * nevertheless is stopped when the next is started on the same directory.
 *
 * <p>The directory holds {@code storage}, {@code config.yml} (made anew at each start), {@code
 * registry.log} and {@code registry.pid}.
 *
 * <p>One process per directory: a second one would take the first one's server for a leftover. Open
 * a {@link DataDirectory} around it to be sure.
 */
public final class LocalRegistry implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofSeconds(30);
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(10);
  private static final int ATTEMPTS = 5;

  private final ChildProcess server;
  private final ProcessMark mark;
  private final int port;
  private final @Nullable Integer metricsPort;

  private LocalRegistry(
      ChildProcess server, ProcessMark mark, int port, @Nullable Integer metricsPort) {
    this.server = server;
    this.mark = mark;
    this.port = port;
    this.metricsPort = metricsPort;
  }

  /**
   * Starts a registry on the directory and a free port, and returns when it answers.
   *
   * @throws EmbeddedServerException when it does not start
   */
  public static LocalRegistry start(Path directory) {
    return builder(directory).start();
  }

  /** A registry on the directory, which is made if it is not there. */
  public static Builder builder(Path directory) {
    return new Builder(directory);
  }

  /** Its name in references: {@code host:port}. */
  public String address() {
    return Ports.LOOPBACK + ":" + port;
  }

  /** Its root over HTTP. */
  public URI uri() {
    return URI.create("http://" + address());
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  /** Where it counts its requests for Prometheus; empty unless it was asked to. */
  public Optional<URI> metrics() {
    return Optional.ofNullable(metricsPort)
        .map(metrics -> URI.create("http://" + Ports.LOOPBACK + ":" + metrics + "/metrics"));
  }

  /** The process of the server; a test that wants a registry to die kills this one. */
  public ProcessHandle process() {
    return server.handle();
  }

  /** Stops the registry. What was pushed stays in the directory. */
  @Override
  public void close() {
    server.close();
    mark.remove();
  }

  /** How to start a registry. */
  public static final class Builder {
    private final Path directory;
    private final List<NotificationEndpoint> endpoints = new ArrayList<>();
    private final List<String> logins = new ArrayList<>();
    private @Nullable RegistryBinary binary;
    private @Nullable Integer port;
    private boolean metrics;
    private boolean schema1;
    private boolean deletes = true;

    private Builder(Path directory) {
      this.directory = directory.toAbsolutePath().normalize();
    }

    /** A fixed port, instead of a free one. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** The program to run, instead of the one that {@link RegistryBinary#find()} finds. */
    public Builder binary(RegistryBinary binary) {
      this.binary = binary;
      return this;
    }

    /**
     * Sends the registry's notifications to the address, with the value as the Authorization
     * header.
     */
    public Builder notify(URI url, String authorization) {
      return notify(NotificationEndpoint.of(url, authorization));
    }

    /** Sends the registry's notifications to the endpoint; may be called for several. */
    public Builder notify(NotificationEndpoint endpoint) {
      endpoints.add(endpoint);
      return this;
    }

    /** Asks for a name and password on every request; may be called for several logins. */
    public Builder login(RegistryLogin login) {
      logins.add(login.htpasswdLine());
      return this;
    }

    /** Counts its requests for Prometheus, on a port of its own. */
    public Builder metrics() {
      this.metrics = true;
      return this;
    }

    /** Takes Docker schema 1 images as well, which only distribution 2 can do. */
    public Builder acceptSchema1() {
      this.schema1 = true;
      return this;
    }

    /** Refuses deletes with 405, as distribution does where nobody enabled them. */
    public Builder refuseDeletes() {
      this.deletes = false;
      return this;
    }

    /**
     * Starts the registry, and returns when {@code /v2/} answers.
     *
     * @throws EmbeddedServerException when the port is in use, no program can be had or it does not
     *     start
     */
    public LocalRegistry start() {
      ProcessMark mark = new ProcessMark(directory.resolve("registry.pid"));
      try {
        Files.createDirectories(directory.resolve("storage"));
        mark.stopLeftover("the registry of " + directory);
        if (port != null) {
          Ports.requireFree(port, "a registry");
        }
        RegistryBinary program = binary == null ? RegistryBinary.find() : binary;
        program.removeLeftover(directory);
        for (int attempt = 1; ; attempt++) {
          Optional<LocalRegistry> started =
              attempt(program, mark, port == null ? Ports.free() : port, attempt == ATTEMPTS);
          if (started.isPresent()) {
            return started.get();
          }
        }
      } catch (IOException e) {
        throw new EmbeddedServerException(
            "Tried to start a registry with its data in %s, but failed because: %s. Check that this user (%s) can write the directory."
                .formatted(directory, Causes.describe(e), System.getProperty("user.name")),
            e);
      }
    }

    /**
     * The registry; empty when the port was taken in between, and this was not the last attempt.
     */
    private Optional<LocalRegistry> attempt(
        RegistryBinary program, ProcessMark mark, int chosen, boolean last) throws IOException {
      Integer metricsPort = metrics ? Ports.free() : null;
      Path configuration =
          RegistryConfiguration.write(
              directory, chosen, metricsPort, endpoints, logins, schema1, deletes);
      ChildProcess server =
          ChildProcess.start(
              new ChildProcess.Spec(
                  program.serve(configuration, directory),
                  RegistryConfiguration.environment(),
                  directory.resolve("registry.log"),
                  "TERM",
                  GRACE));
      mark.put(server.handle());
      if (awaitAnswer(server, chosen)) {
        return Optional.of(new LocalRegistry(server, mark, chosen, metricsPort));
      }
      String end = server.describeEnd();
      server.close();
      mark.remove();
      if (port == null && !last && end.contains("address already in use")) {
        return Optional.empty();
      }
      throw new EmbeddedServerException(
          "Tried to start a registry on %s:%d with its data in %s, but failed because: %s"
              .formatted(Ports.LOOPBACK, chosen, directory, end));
    }

    private static boolean awaitAnswer(ChildProcess server, int port) throws IOException {
      long deadline = System.nanoTime() + START_PATIENCE.toNanos();
      while (server.isAlive() && System.nanoTime() < deadline) {
        if (answers(port)) {
          return server.isAlive();
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
      return false;
    }

    private static boolean answers(int port) {
      try {
        HttpURLConnection connection =
            (HttpURLConnection)
                URI.create("http://" + Ports.LOOPBACK + ":" + port + "/v2/")
                    .toURL()
                    .openConnection(java.net.Proxy.NO_PROXY);
        connection.setConnectTimeout(1_000);
        connection.setReadTimeout(1_000);
        int status = connection.getResponseCode();
        connection.disconnect();
        return status == HttpURLConnection.HTTP_OK || status == HttpURLConnection.HTTP_UNAUTHORIZED;
      } catch (IOException notYet) {
        return false;
      }
    }
  }
}
