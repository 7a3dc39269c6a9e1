package io.waybill.embedded;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The program of docker distribution's registry, wherever it was found: a program of this machine,
 * or a container.
 *
 * <p>Looked for in this order: {@code docker-registry} or {@code registry} on the PATH; the program
 * that an earlier run put into the cache; Debian's package {@code docker-registry}, downloaded and
 * unpacked into the cache without being installed (no root needed); a container, where Docker's
 * engine answers.
 */
public sealed interface RegistryBinary {
  /** The system property that names the container image; {@value #DEFAULT_IMAGE} unless set. */
  String IMAGE_PROPERTY = "waybill.registry.image";

  /** The image that is run where nothing else is to be had. */
  String DEFAULT_IMAGE = "registry:2";

  /** The command that serves the registry that the configuration file describes. */
  List<String> serve(Path configuration, Path directory);

  /**
   * Removes what an earlier run on the directory may have left, and its process does not account
   * for.
   */
  default void removeLeftover(Path directory) {}

  /**
   * A program of this machine.
   *
   * @param path where it is
   */
  record Program(Path path) implements RegistryBinary {
    @Override
    public List<String> serve(Path configuration, Path directory) {
      return List.of(path.toString(), "serve", configuration.toString());
    }
  }

  /**
   * A container on the network of this machine, with the registry's directory at the same place.
   *
   * @param image the image's name
   */
  record Container(String image) implements RegistryBinary {
    @Override
    public List<String> serve(Path configuration, Path directory) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  "docker",
                  "run",
                  "--rm",
                  "--init",
                  "--network",
                  "host",
                  "--name",
                  name(directory)));
      RootGuard.userAndGroup().ifPresent(user -> command.addAll(List.of("--user", user)));
      command.addAll(
          List.of(
              "--volume", directory + ":" + directory, image, "serve", configuration.toString()));
      return command;
    }

    /** Killing the docker command, rather than stopping it, leaves its container running. */
    @Override
    public void removeLeftover(Path directory) {
      Commands.run(List.of("docker", "rm", "--force", name(directory)));
    }

    private static String name(Path directory) {
      return "waybill-registry-"
          + UUID.nameUUIDFromBytes(directory.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * Finds the program, with the cache that all of Waybill shares; the first call on a machine may
   * download 5 MB.
   *
   * @throws EmbeddedServerException when there is none; the message names the ways to get one
   */
  static RegistryBinary find() {
    return find(CacheDirectory.find());
  }

  /**
   * Finds the program; the first call with this cache may download 5 MB into it. Safe to be called
   * by several processes at once.
   *
   * @throws EmbeddedServerException when there is none; the message names the ways to get one
   */
  static RegistryBinary find(Path cache) {
    return new RegistrySearch(cache, System.getenv().getOrDefault("PATH", ""), Commands::run)
        .find();
  }

  /**
   * What {@code --version} says where the program is docker distribution's registry; empty for any
   * other program of that name.
   */
  static Optional<String> version(Path program) {
    return Commands.run(List.of(program.toString(), "--version"))
        .filter(Commands.Result::succeeded)
        .map(Commands.Result::output)
        .filter(
            output ->
                output.contains("docker/distribution")
                    || output.contains("distribution/distribution"));
  }
}
