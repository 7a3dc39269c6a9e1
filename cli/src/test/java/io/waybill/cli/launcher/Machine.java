package io.waybill.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A machine that has the usual commands, the scripts, and JDKs that only say how they were called.
 */
final class Machine {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  private final Path temporary;
  private final Path home;

  /** What a command ended with. */
  record Ended(int exitCode, String out, String err, long pid) {}

  private Machine(Path temporary, Path home) {
    this.temporary = temporary;
    this.home = home;
  }

  /** One with the scripts, in a directory of the temporary one. */
  static Machine in(Path temporary) throws IOException {
    Path home = Files.createDirectories(temporary.resolve("waybill home"));
    Files.createDirectories(home.resolve("dev"));
    Files.createDirectories(temporary.resolve("places"));
    Files.copy(REPOSITORY.resolve("waybill"), home.resolve("waybill"));
    Files.copy(REPOSITORY.resolve("dev/java-home"), home.resolve("dev/java-home"));
    return new Machine(temporary, home);
  }

  /** Where the scripts are. */
  Path home() {
    return home;
  }

  /** Where JDKs usually are. */
  Path places() {
    return temporary.resolve("places");
  }

  /** Adds a program; its text goes without the first line. */
  static Path script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/bash\n" + text);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  /** Adds a JDK, whose java says how it was called and ends with 42. */
  static Path jdk(Path home, String version) throws IOException {
    String java =
        """
        for argument in "$@"; do
          case $argument in
            -XX:AOTCacheOutput=*)
              echo prepared >"${argument#*=}"
              exit 0
              ;;
          esac
        done
        echo "JAVA %s"
        echo "PID $$"
        echo "BUILD=${WAYBILL_BUILD-unset}"
        printf '[%%s]' "$@"
        exit 42
        """
            .formatted(home);
    script(home.resolve("bin/java"), java);
    script(home.resolve("bin/javac"), "exit 1\n");
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  /** Runs the launcher. */
  Ended run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return run(home.resolve("waybill"), temporary, environment, arguments);
  }

  /** Runs the launcher by another name, from another directory. */
  Ended run(Path script, Path directory, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(temporary, "out", ".txt");
    Path err = Files.createTempFile(temporary, "err", ".txt");
    Process process = start(script, directory, environment, out, err, arguments);
    int exitCode = process.waitFor();
    return new Ended(
        exitCode,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8),
        process.pid());
  }

  private Process start(
      Path script,
      Path directory,
      Map<String, String> environment,
      Path out,
      Path err,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> variables = new TreeMap<>(environment);
    variables.putIfAbsent("PATH", "/usr/bin:/bin");
    variables.put("JAVA_PLACES", places().toString());
    builder.environment().clear();
    builder.environment().putAll(variables);
    return builder.start();
  }
}
