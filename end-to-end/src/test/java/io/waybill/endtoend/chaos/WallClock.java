package io.waybill.endtoend.chaos;

import io.waybill.embedded.DebianPackages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The clock on the wall of one role, which can be set while the role runs: Debian's libfaketime,
 * loaded before it. The steady clock goes on as it does.
 */
final class WallClock {
  private static final String LIBRARY = "libfaketimeMT.so.1";
  private static final String PACKAGE = "libfaketime";

  private final Path library;
  private final Path file;

  /**
   * A clock that is right.
   *
   * @param file where the library reads what it shows
   */
  WallClock(Path library, Path file) {
    this.library = library;
    this.file = file;
    set(Duration.ZERO);
  }

  /** The library of this machine, or that of Debian's package; empty where neither can be had. */
  static Optional<Path> findLibrary(Path directory) throws IOException {
    Optional<Path> here = find(Path.of("/usr/lib"));
    if (here.isPresent()) {
      return here;
    }
    Path work = Files.createDirectories(directory.resolve(PACKAGE));
    Optional<Path> debian = new DebianPackages().download(PACKAGE, work);
    return debian.isPresent() && unpack(debian.get(), work) ? find(work) : Optional.empty();
  }

  private static Optional<Path> find(Path below) throws IOException {
    if (!Files.isDirectory(below)) {
      return Optional.empty();
    }
    try (Stream<Path> files =
        Files.find(below, 6, (path, what) -> path.endsWith(Path.of("faketime", LIBRARY)))) {
      return files.findFirst();
    } catch (UncheckedIOException unreadable) {
      return Optional.empty();
    }
  }

  private static boolean unpack(Path debian, Path work) throws IOException {
    try {
      return new ProcessBuilder("dpkg-deb", "-x", debian.toString(), work.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * What a role has to be started with. The library's mend for old C libraries is for waits by a
   * steady clock that it fakes as well. With it, and a steady clock that is right, each wait of a
   * JVM with an end returns at once ({@code LockSupport.parkNanos} of 10 ms after 0.01, seen with
   * libfaketime 0.9.10 and glibc 2.36), so that all of the machine goes into waiting.
   */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD", library.toString(),
        "FAKETIME_TIMESTAMP_FILE", file.toString(),
        "FAKETIME_CACHE_DURATION", "1",
        "FAKETIME_DONT_FAKE_MONOTONIC", "1",
        "FAKETIME_FORCE_MONOTONIC_FIX", "0",
        "FAKETIME_DISABLE_SHM", "1");
  }

  /** Sets it so much ahead of the right time, or behind it. */
  void set(Duration ahead) {
    try {
      Path next = file.resolveSibling(file.getFileName() + ".next");
      Files.writeString(next, "%+d%n".formatted(ahead.toSeconds()));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }
}
