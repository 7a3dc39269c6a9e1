package io.waybill.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * PostgreSQL refuses to run as root. In a user namespace of its own ({@code unshare --user}) root
 * is nobody to itself, and still owns its files: that satisfies PostgreSQL and needs nothing set
 * up.
 */
final class RootGuard {
  private static final List<String> UNSHARE = List.of("unshare", "--user");

  private RootGuard() {}

  /**
   * What a command must start with to be run by this user: nothing for anyone but root.
   *
   * @throws EmbeddedServerException when this is root and user namespaces are not to be had
   */
  static List<String> prefix() throws IOException {
    if (!isRoot()) {
      return List.of();
    }
    if (!unshareWorks()) {
      throw new EmbeddedServerException(
          "Tried to start PostgreSQL, but it refuses to run as root, and this machine does not let"
              + " root make a user namespace for it (unshare --user fails). Run Waybill as another"
              + " user (for example: runuser -u nobody -- ./waybill ..., or docker run --user"
              + " 1000), or name a database of your own (database.url in waybill.yaml).");
    }
    return UNSHARE;
  }

  /**
   * This user as {@code uid:gid}, so that a container writes files that belong to them; empty where
   * the system does not tell.
   */
  static Optional<String> userAndGroup() {
    try {
      Path self = Path.of("/proc/self");
      return Optional.of(
          Files.getAttribute(self, "unix:uid") + ":" + Files.getAttribute(self, "unix:gid"));
    } catch (IOException | UnsupportedOperationException unknown) {
      return Optional.empty();
    }
  }

  private static boolean isRoot() throws IOException {
    Path self = Path.of("/proc/self");
    if (Files.exists(self)) {
      return Files.getAttribute(self, "unix:uid").equals(0);
    }
    return "root".equals(System.getProperty("user.name"));
  }

  private static boolean unshareWorks() {
    try {
      Process process =
          new ProcessBuilder("unshare", "--user", "true")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException notInstalled) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
