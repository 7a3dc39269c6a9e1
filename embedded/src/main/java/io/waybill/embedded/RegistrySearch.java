package io.waybill.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for the registry's program where {@link RegistryBinary} says, and remembers why a place had
 * none.
 */
final class RegistrySearch {
  private static final Logger LOG = LoggerFactory.getLogger(RegistrySearch.class);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String PACKAGE = "docker-registry";

  private final Path cache;
  private final String searchPath;
  private final Shell shell;
  private final List<String> reasons = new ArrayList<>();

  /** Runs a command of the system in a directory; empty when there is no such program. */
  @FunctionalInterface
  interface Shell {
    Optional<Commands.Result> run(List<String> command, Path directory);
  }

  RegistrySearch(Path cache, String searchPath, Shell shell) {
    this.cache = cache.toAbsolutePath().normalize();
    this.shell = shell;
    this.searchPath = searchPath;
  }

  RegistryBinary find() {
    return onPath()
        .or(this::cachedOrDownloaded)
        .<RegistryBinary>map(RegistryBinary.Program::new)
        .or(this::container)
        .orElseThrow(this::nothingFound);
  }

  private Optional<Path> onPath() {
    for (String place : searchPath.split(File.pathSeparator, -1)) {
      for (String name : List.of("docker-registry", "registry")) {
        try {
          Path program = Path.of(place, name);
          if (!place.isEmpty()
              && Files.isExecutable(program)
              && RegistryBinary.version(program).isPresent()) {
            return Optional.of(program.toAbsolutePath());
          }
        } catch (InvalidPathException notADirectory) {
          LOG.debug("Not a directory on the PATH: {}", place);
        }
      }
    }
    reasons.add("the PATH holds no docker-registry and no registry of docker distribution");
    return Optional.empty();
  }

  private Optional<Path> cachedOrDownloaded() {
    Path program = cache.resolve("docker-registry").resolve("docker-registry");
    if (Files.isExecutable(program)) {
      return Optional.of(program);
    }
    try {
      Files.createDirectories(cache);
      try (FileLocks.Held _ =
          FileLocks.acquire(cache, "docker-registry.lock", PATIENCE)
              .orElseThrow(
                  () ->
                      new IOException(
                          "another process has been downloading it for three minutes"))) {
        // Another process may have been quicker.
        return Files.isExecutable(program) || download(program)
            ? Optional.of(program)
            : Optional.empty();
      }
    } catch (IOException e) {
      reasons.add(
          "Debian's package could not be kept in " + cache + " (" + Causes.describe(e) + ")");
      return Optional.empty();
    }
  }

  private boolean download(Path program) throws IOException {
    Path work = Files.createTempDirectory(cache, "docker-registry-");
    try {
      DebianPackages packages = new DebianPackages(shell);
      Optional<Path> debianPackage = packages.download(PACKAGE, work);
      if (debianPackage.isEmpty()) {
        reasons.add(packages.reason());
        return false;
      }
      Path unpacked = work.resolve("docker-registry");
      Archives.extractProgram(debianPackage.get(), "usr/bin/docker-registry", unpacked);
      if (RegistryBinary.version(unpacked).isEmpty()) {
        reasons.add("Debian's package was downloaded, but its program does not run here");
        return false;
      }
      Files.createDirectories(cache.resolve("docker-registry"));
      Files.move(unpacked, program, StandardCopyOption.ATOMIC_MOVE);
      LOG.info("Took docker distribution's registry from Debian's package into {}", program);
      return true;
    } finally {
      PostgresBinaries.deleteRecursively(work);
    }
  }

  private Optional<RegistryBinary> container() {
    Optional<Commands.Result> engine =
        shell.run(List.of("docker", "info", "--format", "{{.ServerVersion}}"), Path.of("/"));
    if (engine.filter(Commands.Result::succeeded).isPresent()) {
      return Optional.of(
          new RegistryBinary.Container(
              System.getProperty(RegistryBinary.IMAGE_PROPERTY, RegistryBinary.DEFAULT_IMAGE)));
    }
    reasons.add("no Docker engine answers");
    return Optional.empty();
  }

  private EmbeddedServerException nothingFound() {
    return new EmbeddedServerException(
        """
        Tried to find docker distribution's registry to run a registry on this machine, but failed because: %s.
        Do one of these, and start again:
          1. put docker-registry (or registry) on the PATH: apt install docker-registry, or a release of github.com/distribution/distribution;
          2. let this machine reach a Debian or Ubuntu mirror with apt-get, and Waybill takes the package itself (no root needed);
          3. start a Docker engine that has or can pull the image %s (another one: -D%s=<image>).\
        """
            .formatted(
                String.join("; ", reasons),
                RegistryBinary.DEFAULT_IMAGE,
                RegistryBinary.IMAGE_PROPERTY));
  }
}
