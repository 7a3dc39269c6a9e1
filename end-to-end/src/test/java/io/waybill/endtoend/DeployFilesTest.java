package io.waybill.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.chassis.config.ConfigLoader;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.schemas.names.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The practices of the deployment's files that their text shows; an engine shows the others. */
class DeployFilesTest {
  private static final Path DEPLOY = Path.of("..", "deploy").toAbsolutePath().normalize();
  private static final List<String> ROLES = List.of("gateway", "worker", "api");

  private final List<String> dockerfile = instructions();
  private final String compose = read("compose/compose.yaml");

  @Test
  void everyBaseImageCarriesATagOrADigest() {
    assertThat(found("(?m)_IMAGE(?:=|:-)([^}\\s]+)", String.join("\n", dockerfile) + compose))
        .hasSizeGreaterThanOrEqualTo(7)
        .allSatisfy(image -> assertThat(image).matches(".*[:@][^/]+").doesNotEndWith(":latest"));
  }

  @Test
  void nothingIsAddedFromAddressesOrUnpackedOrUpgraded() {
    assertThat(dockerfile)
        .noneSatisfy(step -> assertThat(step).startsWith("ADD "))
        .noneSatisfy(step -> assertThat(step).contains("upgrade"));
  }

  @Test
  void noShellStandsBetweenTheEngineAndTheJvm() {
    assertThat(steps("ENTRYPOINT")).hasSize(1).allSatisfy(DeployFilesTest::isArray);
    assertThat(steps("CMD")).hasSize(ROLES.size()).allSatisfy(DeployFilesTest::isArray);
    assertThat(steps("HEALTHCHECK")).allSatisfy(check -> isArray(check.split("CMD ", 2)[1]));
  }

  @Test
  void theUserIsANumberThatIsNotRoot() {
    assertThat(steps("USER"))
        .singleElement()
        .satisfies(user -> assertThat(user).matches("[1-9][0-9]*:[1-9][0-9]*"));
  }

  @Test
  void everyRoleHasATargetWithItsPortItsHealthAndItsCommand() {
    for (String role : ROLES) {
      List<String> target = target(role);

      assertThat(target).as(role).anyMatch(step -> step.matches("EXPOSE [0-9]+"));
      assertThat(target)
          .as(role)
          .anyMatch(step -> step.startsWith("HEALTHCHECK ") && step.contains("\"" + role + "\"]"));
      assertThat(target).as(role).contains("CMD [\"" + role + "\"]");
    }
  }

  @Test
  void labelsSayWhatTheImageIs() {
    assertThat(String.join(" ", steps("LABEL")))
        .contains(
            Stream.of("title", "version", "revision", "source", "licenses")
                .map("org.opencontainers.image.%s="::formatted)
                .toList());
  }

  @Test
  void noSecretIsBakedIn() {
    assertThat(Stream.concat(steps("ENV").stream(), steps("ARG").stream()))
        .allSatisfy(
            step -> assertThat(step).doesNotContainIgnoringCase("secret", "password", "token"));
  }

  @Test
  void theLandscapeIsOpenToThisMachineOnly() {
    assertThat(found("ports: \\[\"([^\"]+)", compose))
        .hasSize(4)
        .allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
  }

  @Test
  void theConfigurationOfTheLandscapeLoadsWithTheLandscapesSecrets() throws Exception {
    Map<String, String> environment = new HashMap<>();
    for (String name : List.of("API_TOKEN", "HOOK_SECRET", "POSTGRES_PASSWORD")) {
      environment.put(name, found(name + ": \\$\\{" + name + ":-([^}]+)}", compose).getFirst());
    }

    WaybillConfig config =
        ConfigLoader.load(
            Optional.of(DEPLOY.resolve("compose/waybill.yaml")), Map.copyOf(environment));

    assertThat(config.registries()).containsKeys(Registry.of("shanghai"), Registry.of("frankfurt"));
    assertThat(config.kafka().isEmbedded()).isFalse();
    assertThat(config.database().isEmbedded()).isFalse();
  }

  private static void isArray(String arguments) {
    assertThat(arguments).startsWith("[\"").endsWith("\"]");
  }

  /** What follows the instruction's name, wherever it occurs. */
  private List<String> steps(String instruction) {
    return dockerfile.stream()
        .filter(step -> step.startsWith(instruction + " "))
        .map(step -> step.substring(instruction.length() + 1).strip())
        .toList();
  }

  private List<String> target(String name) {
    return dockerfile.stream()
        .dropWhile(step -> !step.matches("FROM .* AS " + name))
        .skip(1)
        .takeWhile(step -> !step.startsWith("FROM "))
        .toList();
  }

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult result) -> result.group(1))
        .toList();
  }

  /** The Dockerfile's instructions, one in a string, without comments. */
  private static List<String> instructions() {
    return read("Dockerfile")
        .replaceAll("(?m)^\\s*#.*\\n", "")
        .replaceAll("\\\\\\n\\s*", "")
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }

  private static String read(String file) {
    try {
      return Files.readString(DEPLOY.resolve(file));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
