package io.waybill.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Packages of Debian or Ubuntu, downloaded by apt-get into a directory. Nothing is installed, and
 * nobody has to be root. One thread's.
 */
public final class DebianPackages {
  private final RegistrySearch.Shell shell;
  private String reason = "";

  /** By this machine's apt-get. */
  public DebianPackages() {
    this(Commands::run);
  }

  DebianPackages(RegistrySearch.Shell shell) {
    this.shell = shell;
  }

  /**
   * Downloads a package with the system's package lists, else with lists of our own: the system's
   * may be missing, and only root may renew them.
   *
   * @param work a directory that is there; the lists stay in it, too
   * @return the package's file, or empty: then {@link #reason} says why
   */
  public Optional<Path> download(String name, Path work) throws IOException {
    Optional<Commands.Result> result = apt(work, List.of("download", name));
    if (result.isEmpty()) {
      reason = "there is no apt-get to download Debian's package with";
      return Optional.empty();
    }
    if (!result.get().succeeded()) {
      List<String> own = privateLists(work);
      apt(work, with(own, "update"));
      result = apt(work, with(own, "download", name));
    }
    if (result.isEmpty() || !result.get().succeeded()) {
      reason =
          "Debian's package could not be downloaded (apt-get says: "
              + result.map(Commands.Result::lastLine).orElse("nothing")
              + ")";
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(work)) {
      return files.filter(file -> file.toString().endsWith(".deb")).findFirst();
    }
  }

  /** Why the last download brought nothing; as a part of a sentence. */
  public String reason() {
    return reason;
  }

  private Optional<Commands.Result> apt(Path work, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of("apt-get", "-q", "-o", "APT::Sandbox::User=", "-o", "Acquire::Retries=2"));
    command.addAll(arguments);
    return shell.run(command, work);
  }

  private static List<String> privateLists(Path work) throws IOException {
    Path state = work.resolve("apt/lists");
    Path apt = work.resolve("apt/cache");
    Files.createDirectories(state.resolve("partial"));
    Files.createDirectories(apt.resolve("archives/partial"));
    return List.of(
        "-o",
        "Dir::State::lists=" + state,
        "-o",
        "Dir::Cache=" + apt,
        "-o",
        "Debug::NoLocking=true");
  }

  private static List<String> with(List<String> options, String... arguments) {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of(arguments));
    return all;
  }
}
