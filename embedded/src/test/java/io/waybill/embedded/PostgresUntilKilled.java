package io.waybill.embedded;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;

/** Runs a server with one table and one row until it is killed, and prints the server's pid. */
final class PostgresUntilKilled {
  private PostgresUntilKilled() {}

  public static void main(String[] arguments) throws Exception {
    EmbeddedPostgreSql server =
        EmbeddedPostgreSql.builder(Path.of(arguments[0])).binaries(CacheDirectory.find()).start();
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE kept (word text)");
      statement.execute("INSERT INTO kept VALUES ('before the kill')");
    }
    System.out.println(server.process().pid());
    Thread.currentThread().join();
  }
}
