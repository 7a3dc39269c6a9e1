package io.waybill.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher among sources: when it builds, with a Maven that only says that it was called. */
class LauncherBuildTest {
  private static final String MAVEN =
      """
      echo "$JAVA_HOME $*" >>maven.log
      mkdir -p cli/target/waybill/lib
      echo jar >cli/target/waybill/lib/waybill-cli.jar
      """;

  @TempDir private Path temporary = Path.of("");
  private Machine machine = unstarted();
  private Path jdk = Path.of("");

  @SuppressWarnings("NullAway") // JUnit makes it before each test.
  private static Machine unstarted() {
    return null;
  }

  @BeforeEach
  void checkOut() throws IOException {
    machine = Machine.in(temporary);
    jdk = Machine.jdk(machine.places().resolve("jdk-25"), "25.0.1");
    Files.createDirectories(machine.home().resolve("cli/src/main"));
    Files.writeString(machine.home().resolve("pom.xml"), "");
    Files.writeString(machine.home().resolve("cli/pom.xml"), "");
    Machine.script(machine.home().resolve("mvnw"), MAVEN);
  }

  @Test
  void theFirstUseBuildsAndSaysSo() throws Exception {
    Machine.Ended ended = machine.run(Map.of(), "records", "list");

    assertThat(ended.exitCode()).isEqualTo(42);
    assertThat(ended.err()).contains("first use").contains("built in");
    assertThat(builds()).singleElement().asString().startsWith(jdk.toString()).contains("-pl cli");
  }

  @Test
  void whatIsBuiltIsNotBuiltAgain() throws Exception {
    machine.run(Map.of(), "records", "list");
    Machine.Ended again = machine.run(Map.of(), "records", "list");

    assertThat(again.err()).isEmpty();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void aSourceThatIsNewerIsBuilt() throws Exception {
    machine.run(Map.of(), "records", "list");
    Path source = machine.home().resolve("cli/src/main/New.java");
    Files.writeString(source, "");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));

    Machine.Ended again = machine.run(Map.of(), "records", "list");

    assertThat(again.err()).contains("has changed");
    assertThat(builds()).hasSize(2);
  }

  @Test
  void whatMavenBuiltByHandIsUsed() throws Exception {
    Path lib = Files.createDirectories(machine.home().resolve("cli/target/waybill/lib"));
    Path jar = Files.writeString(lib.resolve("waybill-cli.jar"), "");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(5)));

    machine.run(Map.of(), "records", "list");

    assertThat(builds()).isEmpty();
  }

  @Test
  void aBuildThatFailsShowsWhatMavenSaid() throws Exception {
    Machine.script(machine.home().resolve("mvnw"), "echo '[ERROR] Main.java:1 is wrong'; exit 1\n");

    Machine.Ended ended = machine.run(Map.of(), "up");

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).contains("Main.java:1 is wrong").contains("the build failed");
    assertThat(ended.out()).isEmpty();
  }

  @Test
  void nothingIsBuiltWhereThatIsForbidden() throws Exception {
    Machine.Ended ended = machine.run(Map.of("WAYBILL_BUILD", "never"), "up");

    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.err()).contains("without WAYBILL_BUILD=never");
    assertThat(builds()).isEmpty();
  }

  @Test
  void twoAtOnceBuildOnce() throws Exception {
    Machine.script(machine.home().resolve("mvnw"), "sleep 0.5\n" + MAVEN);

    try (ExecutorService both = Executors.newFixedThreadPool(2)) {
      Future<Machine.Ended> first = both.submit(() -> machine.run(Map.of(), "up"));
      Future<Machine.Ended> second = both.submit(() -> machine.run(Map.of(), "up"));

      assertThat(first.get().exitCode()).isEqualTo(42);
      assertThat(second.get().exitCode()).isEqualTo(42);
    }
    assertThat(builds()).hasSize(1);
  }

  @Test
  void quickStartsArePreparedOnceForEachBuild() throws Exception {
    Machine.Ended first = machine.run(Map.of(), "up");
    Machine.Ended second = machine.run(Map.of(), "up");

    Path cache = machine.home().resolve("cli/target/waybill/waybill.aot");
    assertThat(first.err()).contains("preparing quick starts");
    assertThat(first.out()).contains("[-XX:AOTCache=" + cache + "]");
    assertThat(second.err()).isEmpty();
    assertThat(second.out()).contains("[-XX:AOTCache=" + cache + "]");
  }

  @Test
  void copiesHaveAnotherCacheThanServicesAndShortCommandsUseIt() throws Exception {
    Machine.Ended copy = machine.run(Map.of(), "copy", "a", "b");
    Machine.Ended records = machine.run(Map.of(), "records", "list");

    Path cache = machine.home().resolve("cli/target/waybill/copy.aot");
    assertThat(copy.err()).contains("preparing quick starts");
    assertThat(copy.out()).contains("[-XX:AOTCache=" + cache + "]");
    assertThat(records.err()).isEmpty();
    assertThat(records.out()).contains("[-XX:AOTCache=" + cache + "]");
  }

  @Test
  void shortCommandsDoNotWaitForQuickStarts() throws Exception {
    Machine.Ended ended = machine.run(Map.of(), "records", "list");

    assertThat(ended.err()).doesNotContain("preparing");
    assertThat(ended.out()).doesNotContain("AOT");
  }

  @Test
  void aStartThatCannotBePreparedIsTriedOnceAndGoesOn() throws Exception {
    Machine.script(
        jdk.resolve("bin/java"),
        "case \"$*\" in *AOTCacheOutput*) exit 1 ;; esac\necho \"started $*\"\n");

    Machine.Ended first = machine.run(Map.of(), "demo");
    Machine.Ended second = machine.run(Map.of(), "demo");

    assertThat(first.out()).contains("started").doesNotContain("AOTCache");
    assertThat(first.err()).contains("starts take longer");
    assertThat(second.err()).isEmpty();
  }

  private List<String> builds() throws IOException {
    Path log = machine.home().resolve("maven.log");
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }
}
