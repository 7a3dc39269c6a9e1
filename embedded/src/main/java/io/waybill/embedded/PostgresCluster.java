package io.waybill.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * A PostgreSQL data directory and the commands that make and serve it.
 *
 * @param binaries the programs
 * @param directory holds the data directory, the password and the log
 * @param prefix what the commands start with where this process is root; else empty
 */
record PostgresCluster(PostgresBinaries binaries, Path directory, List<String> prefix) {
  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final String OWNER_ONLY = "rw-------";

  /** The cluster in the directory; made if there is none. */
  static PostgresCluster open(PostgresBinaries binaries, Path directory) throws IOException {
    PostgresCluster cluster = new PostgresCluster(binaries, directory, RootGuard.prefix());
    if (!Files.exists(cluster.data())) {
      cluster.initialise();
    }
    return cluster;
  }

  /**
   * Guards against data of another major version, which this server cannot read.
   *
   * @throws EmbeddedServerException with what to do
   */
  static void requireVersion(Path directory) throws IOException {
    Path file = directory.resolve("data").resolve("PG_VERSION");
    if (!Files.exists(file)) {
      return;
    }
    String held = Files.readString(file).strip();
    if (!held.equals(Integer.toString(PostgresBinaries.MAJOR))) {
      throw new EmbeddedServerException(
          "Tried to start PostgreSQL %d on %s, but the data there were written by PostgreSQL %s. Dump them with PostgreSQL %s (pg_dumpall) and load them into a new directory, or run the build of Waybill that wrote them."
              .formatted(PostgresBinaries.MAJOR, file.getParent(), held, held));
    }
  }

  Path data() {
    return directory.resolve("data");
  }

  String password() throws IOException {
    return Files.readString(passwordFile()).strip();
  }

  /** What runs the server, with these variables over those of this process. */
  ChildProcess.Spec server(int port, Map<String, String> variables) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            binaries.program("postgres"), "-D", data().toString(), "-p", Integer.toString(port)));
    settings().forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
    Map<String, String> environment = environment();
    environment.putAll(variables);
    return new ChildProcess.Spec(
        command, environment, directory.resolve("server.log"), "INT", GRACE);
  }

  private static Map<String, String> settings() {
    return Map.ofEntries(
        Map.entry("listen_addresses", Ports.LOOPBACK),
        Map.entry("unix_socket_directories", ""),
        Map.entry("fsync", "on"),
        Map.entry("synchronous_commit", "on"),
        Map.entry("full_page_writes", "on"),
        // No replicas: less to write.
        Map.entry("wal_level", "minimal"),
        Map.entry("max_wal_senders", "0"),
        Map.entry("log_checkpoints", "off"),
        Map.entry("timezone", "UTC"),
        Map.entry("log_timezone", "UTC"));
  }

  /**
   * Makes the data directory beside its place and then moves it there, so that a kill in between
   * leaves nothing half made.
   */
  private void initialise() throws IOException {
    Path fresh = directory.resolve("data.new");
    PostgresBinaries.deleteRecursively(fresh);
    writePassword();
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            binaries.program("initdb"),
            "--pgdata=" + fresh,
            "--username=waybill",
            "--pwfile=" + passwordFile(),
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8"));
    Path log = directory.resolve("initdb.log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    environment()
        .forEach(
            (key, value) -> {
              if (value.isEmpty()) {
                builder.environment().remove(key);
              } else {
                builder.environment().put(key, value);
              }
            });
    int status = await(builder.start());
    if (status != 0) {
      throw new EmbeddedServerException(
          "Tried to make a PostgreSQL data directory in %s, but initdb ended with status %d and said:\n%s"
              .formatted(directory, status, ChildProcess.tail(log)));
    }
    Files.deleteIfExists(log);
    Files.move(fresh, data(), StandardCopyOption.ATOMIC_MOVE);
  }

  private void writePassword() throws IOException {
    byte[] secret = new byte[24];
    new SecureRandom().nextBytes(secret);
    Files.deleteIfExists(passwordFile());
    Files.createFile(
        passwordFile(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)));
    Files.writeString(passwordFile(), HexFormat.of().formatHex(secret) + "\n");
  }

  private Path passwordFile() {
    return directory.resolve("password");
  }

  private static int await(Process process) throws IOException {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /**
   * Messages in English, and none of the settings that somebody made for a PostgreSQL of theirs.
   */
  private static Map<String, String> environment() {
    Map<String, String> changes = new HashMap<>();
    System.getenv().keySet().stream()
        .filter(key -> key.startsWith("PG") || key.startsWith("LC_"))
        .forEach(key -> changes.put(key, ""));
    changes.put("LC_ALL", "C");
    return changes;
  }
}
