package io.waybill.endtoend.chaos;

import io.waybill.embedded.CacheDirectory;
import io.waybill.embedded.EmbeddedPostgreSql;
import io.waybill.embedded.Ports;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** PostgreSQL with a line to it, on data that stay. */
final class DatabaseUnderTest implements Perishable, AutoCloseable {
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

  @Override
  public void close() {
    line.close();
    if (server != null) {
      server.close();
      server = null;
    }
  }
}
