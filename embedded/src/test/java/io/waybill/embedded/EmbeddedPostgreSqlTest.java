package io.waybill.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgreSqlTest {
  @TempDir Path temp;

  @Test
  void rowsSurviveARestartOnAnotherPort() throws Exception {
    String password;
    try (EmbeddedPostgreSql server = start()) {
      tell(server, "CREATE TABLE kept (word text)");
      tell(server, "INSERT INTO kept VALUES ('hello')");
      password = server.password();
    }

    try (EmbeddedPostgreSql server = start()) {
      assertThat(ask(server, "SELECT word FROM kept")).isEqualTo("hello");
      assertThat(server.password()).isEqualTo(password);
    }
  }

  @Test
  void isDurableKeepsStrangersOutAndUnpacksUnderItsDirectory() throws Exception {
    try (EmbeddedPostgreSql server = EmbeddedPostgreSql.start(temp)) {
      assertThat(ask(server, "SHOW fsync")).isEqualTo("on");
      assertThat(ask(server, "SHOW synchronous_commit")).isEqualTo("on");
      assertThat(ask(server, "SHOW server_version")).startsWith("18.");
      assertThatExceptionOfType(SQLException.class)
          .isThrownBy(
              () -> DriverManager.getConnection(server.jdbcUrl(), server.username(), "guess"))
          .withMessageContaining("password authentication failed");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(temp.resolve("password"))))
          .isEqualTo("rw-------");
      assertThat(temp.resolve("binaries")).isDirectoryContaining("glob:**postgresql-18.*");
    }
  }

  @Test
  void endsWithTheProcessThatStartedIt() throws Exception {
    try (ChildJvm owner = ChildJvm.start(PostgresUntilKilled.class, temp)) {
      ProcessHandle server = ProcessHandle.of(Long.parseLong(owner.said())).orElseThrow();

      owner.kill();

      await().untilAsserted(() -> assertThat(server.isAlive()).isFalse());
    }
  }

  @Test
  void rowsSurviveAKillThatLeavesTheServerBehind() throws Exception {
    try (ChildJvm owner = ChildJvm.start(PostgresUntilKilled.class, temp)) {
      ProcessHandle leftover = ProcessHandle.of(Long.parseLong(owner.said())).orElseThrow();
      owner.killAndLeaveServersBehind();
      assertThat(leftover.isAlive()).isTrue();

      try (EmbeddedPostgreSql server = start()) {
        // An orphan that has ended counts as alive until the system's first process has noticed.
        await().untilAsserted(() -> assertThat(leftover.isAlive()).isFalse());
        assertThat(ask(server, "SELECT word FROM kept")).isEqualTo("before the kill");
      }
    }
  }

  @Test
  void rowsSurviveAKillOfTheServerItself() throws Exception {
    try (EmbeddedPostgreSql server = start()) {
      tell(server, "CREATE TABLE kept (word text)");
      tell(server, "INSERT INTO kept VALUES ('hello')");
      server.process().destroyForcibly();

      try (EmbeddedPostgreSql again = start()) {
        assertThat(ask(again, "SELECT word FROM kept")).isEqualTo("hello");
      }
    }
  }

  @Test
  void aPidFileThatNamesAStrangerStopsNobody() throws Exception {
    start().close();
    long stranger = ProcessHandle.current().pid();
    Files.writeString(
        temp.resolve("data/postmaster.pid"),
        stranger + "\n" + temp.resolve("data") + "\n1\n5432\n\n127.0.0.1\n0 0\nready\n");

    try (EmbeddedPostgreSql server = start()) {
      assertThat(ask(server, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void refusesDataOfAnotherMajorVersion() throws Exception {
    Files.createDirectories(temp.resolve("data"));
    Files.writeString(temp.resolve("data/PG_VERSION"), "15\n");

    assertThatExceptionOfType(EmbeddedServerException.class)
        .isThrownBy(this::start)
        .withMessageContaining("PostgreSQL 18")
        .withMessageContaining("written by PostgreSQL 15")
        .withMessageContaining("pg_dumpall");
  }

  @Test
  void saysThatThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThatExceptionOfType(EmbeddedServerException.class)
          .isThrownBy(() -> EmbeddedPostgreSql.builder(temp).port(taken.getLocalPort()).start())
          .withMessageContaining("in use");
    }
  }

  @Test
  void saysWhatTheServerSaidWhenItDoesNotStart() throws Exception {
    start().close();
    Files.delete(temp.resolve("data/global/pg_control"));

    assertThatExceptionOfType(EmbeddedServerException.class)
        .isThrownBy(this::start)
        .withMessageContaining("data in " + temp.resolve("data"))
        .withMessageContaining("pg_control");
  }

  private EmbeddedPostgreSql start() {
    return EmbeddedPostgreSql.builder(temp).binaries(CacheDirectory.find()).start();
  }

  private static String ask(EmbeddedPostgreSql server, String query) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static void tell(EmbeddedPostgreSql server, String command) throws SQLException {
    try (Connection connection = connect(server);
        Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  private static Connection connect(EmbeddedPostgreSql server) throws SQLException {
    return DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password());
  }
}
