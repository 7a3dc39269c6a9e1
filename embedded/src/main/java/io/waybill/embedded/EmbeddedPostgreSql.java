package io.waybill.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's own server, version 18, as a child process on the loopback interface.
 *
 * <p>Durable: every commit is on the disk before it is answered (fsync and synchronous_commit are
 * on), and the data stay under the given directory. A server that a killed process left behind on
 * the same data is stopped first. Where this process runs as root, which PostgreSQL refuses, the
 * server runs in a user namespace of its own.
 *
 * <p>The directory holds {@code data} (PostgreSQL's data directory), {@code password} (readable by
 * its owner only), {@code server.log}, and the unpacked programs unless {@link Builder#binaries}
 * names another place for these.
 *
 * <p>One process per directory: a second one would take the first one's server for a leftover. Open
 * a {@link DataDirectory} around it to be sure.
 */
public final class EmbeddedPostgreSql implements AutoCloseable {
  private static final String USERNAME = "waybill";
  private static final String DATABASE = "postgres";
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(10);
  private static final int ATTEMPTS = 5;

  private final ChildProcess server;
  private final int port;
  private final String password;

  private EmbeddedPostgreSql(ChildProcess server, int port, String password) {
    this.server = server;
    this.port = port;
    this.password = password;
  }

  /**
   * Starts a server on the directory and a free port, and returns when it takes connections.
   *
   * @throws EmbeddedServerException when it does not start
   */
  public static EmbeddedPostgreSql start(Path directory) {
    return builder(directory).start();
  }

  /** A server on the directory, which is made if it is not there. */
  public static Builder builder(Path directory) {
    return new Builder(directory);
  }

  /** What JDBC connects to, without user and password. */
  public String jdbcUrl() {
    return "jdbc:postgresql://" + Ports.LOOPBACK + ":" + port + "/" + DATABASE;
  }

  /** The user, who owns the server. */
  public String username() {
    return USERNAME;
  }

  /** The user's password: random, made with the data directory. */
  public String password() {
    return password;
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  /** The process of the server. */
  public ProcessHandle process() {
    return server.handle();
  }

  /** Disconnects all clients, writes a checkpoint and ends. */
  @Override
  public void close() {
    server.close();
  }

  /** How to start a server. */
  public static final class Builder {
    private final Path directory;
    private @Nullable Path binaries;
    private @Nullable Integer port;
    private Map<String, String> environment = Map.of();

    private Builder(Path directory) {
      this.directory = directory.toAbsolutePath().normalize();
    }

    /** A fixed port, instead of a free one. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /**
     * Where the programs are unpacked, or were (60 MB, 2 s); {@link CacheDirectory#find()} shares
     * them among directories.
     */
    public Builder binaries(Path directory) {
      this.binaries = directory.toAbsolutePath().normalize();
      return this;
    }

    /** Variables that the server has over those of this process. */
    public Builder environment(Map<String, String> variables) {
      this.environment = Map.copyOf(variables);
      return this;
    }

    /**
     * Starts the server, and returns when it takes connections.
     *
     * @throws EmbeddedServerException when the port is in use, the data are of another version of
     *     PostgreSQL, this user cannot run it, or it does not start
     */
    public EmbeddedPostgreSql start() {
      if (port != null) {
        Ports.requireFree(port, "PostgreSQL");
      }
      try {
        Files.createDirectories(directory);
        PostgresCluster.requireVersion(directory);
        PostgresCluster cluster =
            PostgresCluster.open(
                PostgresBinaries.unpack(
                    binaries == null ? directory.resolve("binaries") : binaries),
                directory);
        for (int attempt = 1; ; attempt++) {
          Optional<EmbeddedPostgreSql> started =
              attempt(cluster, port == null ? Ports.free() : port, attempt == ATTEMPTS);
          if (started.isPresent()) {
            return started.get();
          }
        }
      } catch (IOException e) {
        throw new EmbeddedServerException(
            "Tried to start PostgreSQL with its data in %s, but failed because: %s. Check that this user (%s) can write the directory and that the disk has room."
                .formatted(directory, Causes.describe(e), System.getProperty("user.name")),
            e);
      }
    }

    /** The server; empty when the failure is one that passes, and this was not the last attempt. */
    private Optional<EmbeddedPostgreSql> attempt(PostgresCluster cluster, int chosen, boolean last)
        throws IOException {
      Postmaster.stopLeftover(cluster.data());
      ChildProcess server = ChildProcess.start(cluster.server(chosen, environment));
      if (awaitReady(server, cluster.data())) {
        return Optional.of(new EmbeddedPostgreSql(server, chosen, cluster.password()));
      }
      String end = server.describeEnd();
      boolean hung = server.isAlive();
      server.close();
      // The memory of a server that was killed is freed only when the last of its processes has
      // noticed.
      boolean passes =
          end.contains("pre-existing shared memory block")
              || (port == null && end.contains("could not bind"));
      if (passes && !hung && !last) {
        LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
        return Optional.empty();
      }
      throw new EmbeddedServerException(
          "Tried to start PostgreSQL on %s:%d with its data in %s, but failed because: %s"
              .formatted(Ports.LOOPBACK, chosen, cluster.data(), end));
    }

    private static boolean awaitReady(ChildProcess server, Path data) {
      long deadline = System.nanoTime() + START_PATIENCE.toNanos();
      while (server.isAlive() && System.nanoTime() < deadline) {
        if (Postmaster.read(data)
            .filter(p -> p.ready() && p.pid() == server.handle().pid())
            .isPresent()) {
          return true;
        }
        LockSupport.parkNanos(POLL.toNanos());
      }
      return false;
    }
  }
}
