package io.waybill.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher of an installed copy: which Java it finds, and how it calls it. */
class LauncherTest {
  @TempDir private Path temporary = Path.of("");
  private Machine machine = unstarted();

  @SuppressWarnings("NullAway") // JUnit makes it before each test.
  private static Machine unstarted() {
    return null;
  }

  @BeforeEach
  void install() throws IOException {
    machine = Machine.in(temporary);
    Files.createDirectories(machine.home().resolve("lib"));
    Files.writeString(machine.home().resolve("lib/waybill-cli.jar"), "");
  }

  @Test
  void javaHomeIsTakenFirst() throws Exception {
    Path named = Machine.jdk(temporary.resolve("named"), "25.0.1");
    Machine.jdk(machine.places().resolve("other"), "25.0.2");

    Machine.Ended ended = machine.run(Map.of("JAVA_HOME", named.toString()), "up");

    assertThat(ended.out()).contains("JAVA " + named);
  }

  @Test
  void aJavaHomeOfAnotherVersionIsPassedOver() throws Exception {
    Path old = Machine.jdk(temporary.resolve("old"), "17.0.9");
    Path good = Machine.jdk(machine.places().resolve("jdk-25"), "25");

    Machine.Ended ended = machine.run(Map.of("JAVA_HOME", old.toString()), "up");

    assertThat(ended.out()).contains("JAVA " + good);
  }

  @Test
  void theJavaOnThePathIsTakenBeforeTheUsualPlaces() throws Exception {
    Path onPath = Machine.jdk(temporary.resolve("on-path"), "25.0.1");
    Machine.jdk(machine.places().resolve("other"), "25.0.2");

    Machine.Ended ended =
        machine.run(Map.of("PATH", onPath.resolve("bin") + ":/usr/bin:/bin"), "up");

    assertThat(ended.out()).contains("JAVA " + onPath);
  }

  @Test
  void withoutAJdkItSaysWhereItLookedAndWhatItPassedOver() throws Exception {
    Path old = Machine.jdk(machine.places().resolve("jdk-21"), "21.0.4");

    Machine.Ended ended = machine.run(Map.of("PATH", "/usr/bin:/bin"), "up");

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err())
        .contains("no JDK 25 found")
        .contains("JAVA_HOME")
        .contains(old + " is Java 21.0.4")
        .contains("Install one");
  }

  @Test
  void argumentsAndTheExitCodePassThroughTheSameProcess() throws Exception {
    Path home = Machine.jdk(temporary.resolve("jdk"), "25.0.1");

    Machine.Ended ended =
        machine.run(Map.of("JAVA_HOME", home.toString()), "copy", "a b", "", "--insecure=*");

    assertThat(ended.exitCode()).isEqualTo(42);
    assertThat(ended.out()).contains("[copy][a b][][--insecure=*]").contains("PID " + ended.pid());
  }

  @Test
  void javaOptionsOfTheUserComeLast() throws Exception {
    Path home = Machine.jdk(temporary.resolve("jdk"), "25.0.1");

    Machine.Ended ended =
        machine.run(Map.of("JAVA_HOME", home.toString(), "JAVA_OPTS", "-Xmx99m -Dx=y"), "up");

    assertThat(ended.out())
        .contains("[-Xmx99m][-Dx=y][-jar][" + machine.home().resolve("lib/waybill-cli.jar") + "]");
  }

  @Test
  void itRunsThroughASymbolicLinkFromAnotherDirectory() throws Exception {
    Path home = Machine.jdk(temporary.resolve("jdk"), "25.0.1");
    Path link =
        Files.createSymbolicLink(temporary.resolve("link"), machine.home().resolve("waybill"));

    Machine.Ended ended =
        machine.run(link, Path.of("/"), Map.of("JAVA_HOME", home.toString()), "--version");

    assertThat(ended.exitCode()).isEqualTo(42);
    assertThat(ended.out()).contains(machine.home().resolve("lib/waybill-cli.jar").toString());
  }

  @Test
  void theScriptsOwnVariablesDoNotReachTheProgram() throws Exception {
    Path home = Machine.jdk(temporary.resolve("jdk"), "25.0.1");

    Machine.Ended ended =
        machine.run(
            Map.of("JAVA_HOME", home.toString(), "WAYBILL_BUILD", "never"), "config", "check");

    assertThat(ended.out()).contains("BUILD=unset");
  }
}
