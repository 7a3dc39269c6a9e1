package io.waybill.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The directory under which the embedded servers keep their data. It carries the version of its
 * layout in a file, and is locked while it is open, so that two processes cannot use it at once.
 * The operating system lets go of the lock when the process ends, {@code kill -9} included.
 */
public final class DataDirectory implements AutoCloseable {
  /** The version of the layout that this build writes and understands. */
  public static final int VERSION = 1;

  /** The file that holds the version. */
  public static final String VERSION_FILE = "WAYBILL_DATA_VERSION";

  private static final String LOCK_FILE = "waybill.lock";

  /**
   * What may be in a directory that is still new: our lock, what file systems put at their root,
   * and the spool of a gateway that was here alone.
   */
  private static final Set<String> NOT_CONTENT =
      Set.of(LOCK_FILE, VERSION_FILE + ".new", "lost+found", ".gitkeep", "spool");

  private final Path path;
  private final FileLocks.Held lock;

  private DataDirectory(Path path, FileLocks.Held lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Opens the directory; where it does not exist or is empty, makes it one of version {@value
   * #VERSION}.
   *
   * @throws EmbeddedServerException when another process uses it, when it holds another version or
   *     something that is not Waybill's, or when it cannot be written
   */
  public static DataDirectory open(Path directory) {
    Path path = directory.toAbsolutePath().normalize();
    FileLocks.Held lock = null;
    try {
      create(path);
      lock = FileLocks.tryAcquire(path, LOCK_FILE).orElseThrow(() -> inUse(path));
      requireVersion(path);
      DataDirectory opened = new DataDirectory(path, lock);
      lock = null;
      return opened;
    } catch (IOException e) {
      throw new EmbeddedServerException(
          "Tried to open the data directory %s, but failed because: %s. Name a directory that this user (%s) can write."
              .formatted(path, Causes.describe(e), System.getProperty("user.name")),
          e);
    } finally {
      if (lock != null) {
        lock.close();
      }
    }
  }

  /**
   * For its owner alone: what lies in it, events and records of every image, is open to nobody else
   * of this machine either. One that is there already stays as it is.
   */
  private static void create(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    if (path.getParent() != null) {
      Files.createDirectories(path.getParent());
    }
    Files.createDirectories(
        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** The directory, absolute. */
  public Path path() {
    return path;
  }

  /** A place within the directory; nothing is made. */
  public Path resolve(String name) {
    return path.resolve(name);
  }

  /** Lets another process have the directory. */
  @Override
  public void close() {
    lock.close();
  }

  private static EmbeddedServerException inUse(Path path) {
    return new EmbeddedServerException(
        "Tried to open the data directory %s, but it is in use by %s. Stop that process first, or use another directory (--data)."
            .formatted(path, FileLocks.describeHolder(path, LOCK_FILE)));
  }

  private static void requireVersion(Path path) throws IOException {
    Path file = path.resolve(VERSION_FILE);
    if (!Files.exists(file)) {
      requireEmpty(path);
      Path fresh = path.resolve(VERSION_FILE + ".new");
      Files.writeString(fresh, VERSION + "\n");
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
    String held = Files.readString(file).strip();
    if (!held.equals(Integer.toString(VERSION))) {
      throw new EmbeddedServerException(
          "Tried to open the data directory %s, but it holds data of version %s, and this build of Waybill understands version %d. Run the build that wrote it, or use another directory (--data)."
              .formatted(path, held.isEmpty() ? "(empty)" : held, VERSION));
    }
  }

  private static void requireEmpty(Path path) throws IOException {
    try (Stream<Path> entries = Files.list(path)) {
      List<String> foreign =
          entries
              .map(e -> e.getFileName().toString())
              .filter(n -> !NOT_CONTENT.contains(n))
              .sorted()
              .limit(3)
              .toList();
      if (!foreign.isEmpty()) {
        throw new EmbeddedServerException(
            "Tried to use %s as the data directory, but it is not Waybill's: it has no file %s, and it is not empty (%s). Use a directory that is empty or does not exist yet (--data)."
                .formatted(path, VERSION_FILE, String.join(", ", foreign)));
      }
    }
  }
}
