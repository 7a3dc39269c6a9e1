package io.waybill.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryBinaryTest {
  private static final RegistrySearch.Shell NOTHING_INSTALLED =
      (command, directory) -> Optional.empty();

  @TempDir Path temp;

  @Test
  void theProgramThatIsFoundIsDockerDistributions() {
    assertThat(RegistryBinary.find())
        .isInstanceOfSatisfying(
            RegistryBinary.Program.class,
            program -> assertThat(RegistryBinary.version(program.path())).isPresent());
  }

  @Test
  void prefersTheProgramOnThePath() throws Exception {
    Path program = program("bin/registry", "echo 'registry github.com/docker/distribution v2.8.3'");

    assertThat(search(NOTHING_INSTALLED).find()).isEqualTo(new RegistryBinary.Program(program));
  }

  @Test
  void passesByAProgramThatOnlyHasTheName() throws Exception {
    program("bin/registry", "echo 'npm registry 1.0'");
    Path cached = program("cache/docker-registry/docker-registry", "true");

    assertThat(search(NOTHING_INSTALLED).find()).isEqualTo(new RegistryBinary.Program(cached));
  }

  @Test
  void fallsBackToAContainerWhereAnEngineAnswers() {
    RegistrySearch.Shell engineOnly =
        (command, directory) ->
            command.getFirst().equals("docker")
                ? Optional.of(new Commands.Result(0, "28.0.0"))
                : Optional.empty();

    assertThat(search(engineOnly).find()).isEqualTo(new RegistryBinary.Container("registry:2"));
  }

  @Test
  void aContainerServesTheDirectoryAtItsPlace() {
    Path directory = Path.of("/srv/registry");

    List<String> command =
        new RegistryBinary.Container("registry:2")
            .serve(directory.resolve("config.yml"), directory);

    assertThat(command)
        .startsWith("docker", "run")
        .contains("/srv/registry:/srv/registry")
        .endsWith("registry:2", "serve", "/srv/registry/config.yml");
  }

  @Test
  void namesTheWaysToGetOneWhereThereIsNone() {
    RegistrySearch.Shell offline =
        (command, directory) ->
            command.getFirst().equals("apt-get")
                ? Optional.of(
                    new Commands.Result(
                        100, "Reading lists\nE: Unable to locate package docker-registry"))
                : Optional.empty();

    assertThatExceptionOfType(EmbeddedServerException.class)
        .isThrownBy(() -> search(offline).find())
        .withMessageContaining("E: Unable to locate package docker-registry")
        .withMessageContaining("apt install docker-registry")
        .withMessageContaining("no root needed")
        .withMessageContaining("Docker engine");
    assertThat(temp.resolve("cache")).isDirectoryNotContaining(path -> Files.isDirectory(path));
  }

  private RegistrySearch search(RegistrySearch.Shell shell) {
    return new RegistrySearch(temp.resolve("cache"), temp.resolve("bin").toString(), shell);
  }

  private Path program(String name, String script) throws Exception {
    Path file = temp.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }
}
