package io.waybill.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What PostgreSQL's server says of itself in {@code postmaster.pid} of its data directory.
 *
 * @param pid its process
 * @param ready whether it takes connections
 */
record Postmaster(long pid, boolean ready) {
  private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);
  private static final String FILE = "postmaster.pid";
  private static final int STATUS_LINE = 7;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /**
   * The server that the data directory's file names; empty when there is no file, or it is not
   * complete.
   */
  static Optional<Postmaster> read(Path data) {
    try {
      List<String> lines = Files.readAllLines(data.resolve(FILE));
      boolean ready = lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
      return lines.isEmpty()
          ? Optional.empty()
          : Optional.of(new Postmaster(Long.parseLong(lines.getFirst().strip()), ready));
    } catch (IOException | NumberFormatException unreadable) {
      return Optional.empty();
    }
  }

  /**
   * Makes sure that no server runs on the data directory: stops one that a killed process left
   * behind, and removes the file of one that is gone (its pid may belong to someone else by now,
   * which PostgreSQL would take for a server).
   *
   * @throws EmbeddedServerException when it cannot be stopped
   */
  static void stopLeftover(Path data) throws IOException {
    Optional<Postmaster> found = read(data);
    if (found.isEmpty()) {
      return;
    }
    Optional<ProcessHandle> process =
        ProcessHandle.of(found.get().pid()).filter(p -> isServerOf(p, data));
    if (process.isPresent()) {
      LOG.info(
          "Stopping the PostgreSQL server (process {}) that an earlier run left on {}",
          process.get().pid(),
          data);
      // Fast: disconnects clients and writes a checkpoint. Immediate: recovers at the next start.
      Leftover.stop(process.get(), "the PostgreSQL server of " + data, PATIENCE, "INT", "QUIT");
    }
    Files.deleteIfExists(data.resolve(FILE));
  }

  /**
   * A server's working directory is its data directory; where that cannot be seen, its program's
   * name has to do.
   */
  private static boolean isServerOf(ProcessHandle process, Path data) {
    if (!process.isAlive()) {
      return false;
    }
    try {
      Path workingDirectory = Path.of("/proc", Long.toString(process.pid()), "cwd").toRealPath();
      return workingDirectory.equals(data.toRealPath());
    } catch (NoSuchFileException noProc) {
      return isPostgres(process);
    } catch (IOException notOurs) {
      return isPostgres(process);
    }
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().filter(c -> c.endsWith("/postgres")).isPresent();
  }
}
