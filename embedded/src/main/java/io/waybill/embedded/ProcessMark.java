package io.waybill.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that names a server's process by its pid and start time, so that one left behind is
 * recognised, and a stranger who got its pid later is not.
 *
 * @param file two words: pid and start time
 */
record ProcessMark(Path file) {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessMark.class);

  /**
   * Linux tells start times relative to a boot time that may be off by a second from one look to
   * the next.
   */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Names the process. One that has ended already leaves no mark. */
  void put(ProcessHandle process) throws IOException {
    Optional<Instant> started = process.info().startInstant();
    if (started.isPresent()) {
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(fresh, process.pid() + " " + started.get() + "\n");
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /** Takes the mark away. */
  void remove() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException leftBehind) {
      LOG.debug("Could not remove {}", file, leftBehind);
    }
  }

  /**
   * Stops the process that the file names, if it still runs.
   *
   * @throws EmbeddedServerException when it cannot be stopped
   */
  void stopLeftover(String server) {
    find()
        .ifPresent(
            process -> {
              LOG.info(
                  "Stopping {} (process {}), which an earlier run left behind",
                  server,
                  process.pid());
              Leftover.stop(process, server, PATIENCE, "TERM");
            });
    remove();
  }

  private Optional<ProcessHandle> find() {
    try {
      String[] words = Files.readString(file).strip().split(" ", 2);
      Instant started = Instant.parse(words.length == 2 ? words[1] : "");
      return ProcessHandle.of(Long.parseLong(words[0])).filter(process -> isSame(process, started));
    } catch (IOException | NumberFormatException | DateTimeParseException noMark) {
      return Optional.empty();
    }
  }

  private static boolean isSame(ProcessHandle process, Instant started) {
    return process.isAlive()
        && process
            .info()
            .startInstant()
            .filter(actual -> Duration.between(actual, started).abs().compareTo(TOLERANCE) <= 0)
            .isPresent();
  }
}
