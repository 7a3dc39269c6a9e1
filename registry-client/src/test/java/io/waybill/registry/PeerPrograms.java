package io.waybill.registry;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Registries that no package brings: they are tested against where somebody has built them, and
 * skipped with a word otherwise. CONTRIBUTING.md says how they are built.
 */
final class PeerPrograms {
  /** The environment variable that names a directory of such programs, besides the PATH. */
  static final String DIRECTORY = "WAYBILL_PEERS";

  private PeerPrograms() {}

  /** The program; ends the test as skipped where there is none. */
  static Path require(String name) {
    Optional<Path> found =
        Stream.concat(
                Stream.ofNullable(System.getenv(DIRECTORY)),
                Arrays.stream(
                    System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)))
            .filter(directory -> !directory.isBlank())
            .map(directory -> Path.of(directory, name))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(
        found.isPresent(),
        () -> "Skipped: there is no " + name + " on the PATH or in $" + DIRECTORY);
    return found.orElseThrow();
  }
}
