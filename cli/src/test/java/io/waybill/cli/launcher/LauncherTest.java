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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scripts, run as on a machine that has nothing but the usual commands and these JDKs. */
class LauncherTest {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  @TempDir private Path temporary = Path.of("");
  private Path installed = Path.of("");
  private Path places = Path.of("");

  private record Ended(int exitCode, String out, String err, long pid) {}

  @BeforeEach
  void install() throws IOException {
    installed = Files.createDirectories(temporary.resolve("installed"));
    places = Files.createDirectories(temporary.resolve("places"));
    Files.createDirectories(installed.resolve("dev"));
    Files.createDirectories(installed.resolve("lib"));
    Files.copy(REPOSITORY.resolve("waybill"), installed.resolve("waybill"));
    Files.copy(REPOSITORY.resolve("dev/java-home"), installed.resolve("dev/java-home"));
    Files.writeString(installed.resolve("lib/waybill-cli.jar"), "");
  }

  @Test
  void javaHomeIsTakenFirst() throws Exception {
    Path named = jdk(temporary.resolve("named"), "25.0.1");
    jdk(places.resolve("other"), "25.0.2");

    Ended ended = run(Map.of("JAVA_HOME", named.toString()), "up");

    assertThat(ended.out()).contains("JAVA " + named);
  }

  @Test
  void aJavaHomeOfAnotherVersionIsPassedOver() throws Exception {
    Path old = jdk(temporary.resolve("old"), "17.0.9");
    Path good = jdk(places.resolve("jdk-25"), "25");

    Ended ended = run(Map.of("JAVA_HOME", old.toString()), "up");

    assertThat(ended.out()).contains("JAVA " + good);
  }

  @Test
  void theJavaOnThePathIsTakenBeforeTheUsualPlaces() throws Exception {
    Path onPath = jdk(temporary.resolve("on-path"), "25.0.1");
    jdk(places.resolve("other"), "25.0.2");

    Ended ended = run(Map.of("PATH", onPath.resolve("bin") + ":/usr/bin:/bin"), "up");

    assertThat(ended.out()).contains("JAVA " + onPath);
  }

  @Test
  void withoutAJdkItSaysWhereItLookedAndWhatItPassedOver() throws Exception {
    Path old = jdk(places.resolve("jdk-21"), "21.0.4");

    Ended ended = run(Map.of("PATH", "/usr/bin:/bin"), "up");

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err())
        .contains("no JDK 25 found")
        .contains("JAVA_HOME")
        .contains(old + " is Java 21.0.4")
        .contains("Install one");
  }

  @Test
  void argumentsAndTheExitCodePassThroughTheSameProcess() throws Exception {
    Path home = jdk(temporary.resolve("jdk"), "25.0.1");

    Ended ended = run(Map.of("JAVA_HOME", home.toString()), "copy", "a b", "", "--insecure=*");

    assertThat(ended.exitCode()).isEqualTo(42);
    assertThat(ended.out()).contains("[copy][a b][][--insecure=*]").contains("PID " + ended.pid());
  }

  @Test
  void javaOptionsOfTheUserComeLast() throws Exception {
    Path home = jdk(temporary.resolve("jdk"), "25.0.1");

    Ended ended = run(Map.of("JAVA_HOME", home.toString(), "JAVA_OPTS", "-Xmx99m -Dx=y"), "up");

    assertThat(ended.out())
        .contains("[-Xmx99m][-Dx=y][-jar][" + installed.resolve("lib/waybill-cli.jar") + "]");
  }

  @Test
  void itRunsThroughASymbolicLinkFromAnotherDirectory() throws Exception {
    Path home = jdk(temporary.resolve("jdk"), "25.0.1");
    Path link = Files.createSymbolicLink(temporary.resolve("link"), installed.resolve("waybill"));

    Ended ended = run(link, Path.of("/"), Map.of("JAVA_HOME", home.toString()), "--version");

    assertThat(ended.exitCode()).isEqualTo(42);
    assertThat(ended.out()).contains(installed.resolve("lib/waybill-cli.jar").toString());
  }

  @Test
  void theScriptsOwnVariablesDoNotReachTheProgram() throws Exception {
    Path home = jdk(temporary.resolve("jdk"), "25.0.1");

    Ended ended =
        run(Map.of("JAVA_HOME", home.toString(), "WAYBILL_BUILD", "never"), "config", "check");

    assertThat(ended.out()).contains("BUILD=unset");
  }

  /** A home whose java says how it was called, and ends with 42. */
  private static Path jdk(Path home, String version) throws IOException {
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    Path java = home.resolve("bin/java");
    Files.writeString(
        java,
        """
        #!/bin/bash
        echo "JAVA %s"
        echo "PID $$"
        echo "BUILD=${WAYBILL_BUILD-unset}"
        printf '[%%s]' "$@"
        exit 42
        """
            .formatted(home));
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Files.copy(java, home.resolve("bin/javac"));
    assertThat(home.resolve("bin/javac").toFile().setExecutable(true)).isTrue();
    return home;
  }

  private Ended run(Map<String, String> environment, String... arguments) throws Exception {
    return run(installed.resolve("waybill"), temporary, environment, arguments);
  }

  private Ended run(
      Path script, Path directory, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(temporary, "out", ".txt");
    Path err = Files.createTempFile(temporary, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> variables = new TreeMap<>(environment);
    variables.putIfAbsent("PATH", "/usr/bin:/bin");
    variables.put("JAVA_PLACES", places.toString());
    builder.environment().clear();
    builder.environment().putAll(variables);
    Process process = builder.start();
    int exitCode = process.waitFor();
    return new Ended(
        exitCode,
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8),
        process.pid());
  }
}
