package io.waybill.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * PostgreSQL's own programs, out of the jar that zonky publishes for this platform, unpacked once.
 *
 * @param home the directory that holds {@code bin}, {@code lib} and {@code share}
 */
record PostgresBinaries(Path home) {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The major version that the data directories of this build have. */
  static final int MAJOR = 18;

  /**
   * Unpacks the programs into a directory of their own under {@code directory}, unless they are
   * there.
   *
   * @throws EmbeddedServerException when there are none for this platform
   */
  static PostgresBinaries unpack(Path directory) throws IOException {
    Path home = directory.resolve("postgresql-" + version() + "-" + platform());
    if (Files.isExecutable(home.resolve("bin/postgres"))) {
      return new PostgresBinaries(home);
    }
    Files.createDirectories(directory);
    try (FileLocks.Held _ =
        FileLocks.acquire(directory, "postgresql.lock", PATIENCE)
            .orElseThrow(
                () ->
                    new IOException(
                        "another process has been unpacking PostgreSQL into "
                            + directory
                            + " for two minutes"))) {
      if (!Files.isExecutable(home.resolve("bin/postgres"))) {
        unpackInto(home);
      }
    }
    return new PostgresBinaries(home);
  }

  String program(String name) {
    return home.resolve("bin").resolve(name).toString();
  }

  private static void unpackInto(Path home) throws IOException {
    Path fresh = home.resolveSibling(home.getFileName() + ".new");
    deleteRecursively(fresh);
    Files.createDirectories(fresh);
    String resource = "/postgres-" + platform() + ".txz";
    try (InputStream archive = PostgresBinaries.class.getResourceAsStream(resource)) {
      if (archive == null) {
        throw new EmbeddedServerException(
            "Tried to start an embedded PostgreSQL, but this build carries no PostgreSQL for this platform (%s). Name a database of your own (database.url in waybill.yaml)."
                .formatted(platform()));
      }
      Archives.unpack(archive, fresh);
    }
    try {
      Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException
        | DirectoryNotEmptyException
        | FileAlreadyExistsException inTheWay) {
      deleteRecursively(home);
      Files.move(fresh, home);
    }
  }

  static void deleteRecursively(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> tree = Files.walk(root)) {
      deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }

  /**
   * As zonky names its archives: {@code linux-x86_64}, {@code linux-arm_64}, {@code darwin-arm_64}.
   */
  private static String platform() {
    String os =
        System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac")
            ? "darwin"
            : "linux";
    String arch =
        switch (System.getProperty("os.arch", "")) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          case String other -> other;
        };
    return os + "-" + arch;
  }

  /**
   * What the build carries, so that a newer build on the same directory unpacks its own programs.
   */
  private static String version() throws IOException {
    try (InputStream in = PostgresBinaries.class.getResourceAsStream("postgresql.properties")) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("version", Integer.toString(MAJOR));
    }
  }
}
