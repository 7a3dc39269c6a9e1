package io.waybill.endtoend.chaos;

import io.waybill.embedded.CacheDirectory;
import io.waybill.embedded.EmbeddedPostgreSql;
import io.waybill.embedded.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** PostgreSQL with a line to it, on data that stay. */
final class DatabaseUnderTest implements Perishable, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long LOOK_MILLIS = 100;

  private final Path directory;
  private final int port = Ports.free();
  private final FaultProxy line = new FaultProxy(port);
  private Map<String, String> surroundings = Map.of();
  private @Nullable EmbeddedPostgreSql server;

  DatabaseUnderTest(Path directory) {
    this.directory = directory;
  }

  @Override
  public String name() {
    return "database";
  }

  /** The line of the API. */
  FaultProxy line() {
    return line;
  }

  /** What the configuration says, over the line. */
  String configuration() {
    if (server == null) {
      throw new IllegalStateException("Start the database first: it makes its password then");
    }
    return "{ url: \"%s\", username: \"%s\", password: \"%s\" }"
        .formatted(
            server.jdbcUrl().replace(":" + port + "/", ":" + line.port() + "/"),
            server.username(),
            server.password());
  }

  /**
   * Changes history behind the API's back.
   *
   * @return how many rows
   */
  int execute(String statement) throws SQLException {
    if (server == null) {
      throw new IllegalStateException("The database is away");
    }
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password());
        Statement change = connection.createStatement()) {
      return change.executeUpdate(statement);
    }
  }

  /** What the statement finds, which is one time. */
  Instant readTime(String statement) throws SQLException {
    if (server == null) {
      throw new IllegalStateException("The database is away");
    }
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password());
        Statement select = connection.createStatement();
        ResultSet row = select.executeQuery(statement)) {
      row.next();
      return row.getTimestamp(1).toInstant();
    }
  }

  /** What its environment has when it is started the next time. */
  void surround(Map<String, String> environment) {
    surroundings = environment;
  }

  @Override
  public void revive() {
    server =
        EmbeddedPostgreSql.builder(directory)
            .binaries(CacheDirectory.find())
            .port(port)
            .environment(surroundings)
            .start();
  }

  @Override
  public void kill() {
    if (server != null) {
      server.process().destroyForcibly();
      server.process().onExit().join();
      server.close();
      server = null;
    }
  }

  /**
   * After SIGTERM it takes nobody in and waits until everybody has left, which a pool of
   * connections does not do by itself; so these are cut, as they are when a machine goes.
   */
  @Override
  public Optional<String> stop() {
    if (server == null) {
      throw new IllegalStateException("The database is away already");
    }
    server.process().destroy();
    boolean ended = awaitEnd(server.process());
    // It takes this file away as the last thing that it does in good order.
    boolean inOrder = ended && !Files.exists(directory.resolve("data/postmaster.pid"));
    kill();
    if (!ended) {
      return Optional.of("did not end");
    }
    return inOrder ? Optional.empty() : Optional.of("left its postmaster.pid");
  }

  private boolean awaitEnd(ProcessHandle process) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      line.cut();
      try {
        process.onExit().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException notYet) {
        // Somebody may have come in just before.
      } catch (ExecutionException impossible) {
        throw new IllegalStateException(impossible);
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return false;
  }

  @Override
  public void close() {
    line.close();
    if (server != null) {
      server.close();
      server = null;
    }
  }
}
