package io.waybill.gateway.spool;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a spool. The directory belongs to whoever holds its lock, which the operating system
 * gives back when the process ends, however it ends.
 */
final class SpoolDirectory implements AutoCloseable {
  private static final String SEGMENT = ".segment";
  private static final String DAMAGED = ".damaged";
  private static final String POSITION = "position";
  private static final String REFUSED = "refused.jsonl";
  private static final String REFUSED_BEFORE = "refused.1.jsonl";
  private static final String PROBE = "probe";
  private static final String LOCK = "lock";
  private static final Logger LOG = LoggerFactory.getLogger(SpoolDirectory.class);

  /** Bytes of a file of refused records; with the one before there are twice as many. */
  static final long MAX_REFUSED = 16L << 20;

  /** Damaged files that are kept for a person: those of the newest segments. */
  static final int MAX_DAMAGED = 8;

  /**
   * The directories that this process holds. A POSIX lock belongs to the process, and closing any
   * channel of the file gives it up: a second attempt must not so much as open it.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final FileChannel lockFile;

  private SpoolDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Opens the directory, and makes it where it is not there.
   *
   * @throws IOException when it cannot be used; with a sentence in {@link SpoolException} when
   *     another gateway does
   */
  static SpoolDirectory open(Path directory) throws IOException, SpoolException {
    create(directory.toAbsolutePath().normalize());
    Path path = directory.toRealPath();
    if (!HELD.add(path)) {
      throw inUse(path, "this process");
    }
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path.resolve(LOCK), CREATE, READ, WRITE);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw inUse(path, holder(channel));
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
      SpoolDirectory opened = new SpoolDirectory(path, channel);
      channel = null;
      return opened;
    } finally {
      if (channel != null) {
        channel.close();
        HELD.remove(path);
      }
    }
  }

  /**
   * Makes it where it is not there, for its owner alone: whole deliveries are in it. Its name
   * outlives a power cut as the names in it do.
   */
  private static void create(Path directory) throws IOException {
    @Nullable Path parent = directory.getParent();
    if (parent == null || Files.isDirectory(directory)) {
      return;
    }
    create(parent);
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    forceNames(parent);
  }

  private static String holder(FileChannel lockFile) throws IOException {
    ByteBuffer pid = ByteBuffer.allocate(20);
    lockFile.read(pid, 0);
    String text = new String(pid.array(), 0, pid.position(), StandardCharsets.US_ASCII);
    return text.isEmpty() ? "another process" : "process " + text;
  }

  private static SpoolException inUse(Path path, String holder) {
    return new SpoolException(
        "Tried to open the spool "
            + path
            + ", but it is in use by "
            + holder
            + ": each gateway needs a directory of its own, set gateway.spool.directory"
            + " (WAYBILL_GATEWAY_SPOOL_DIRECTORY), or stop the other one.");
  }

  Path path() {
    return path;
  }

  /** The segments that are there, by their numbers, with their lengths. */
  SortedMap<Long, Long> segments() throws IOException {
    SortedMap<Long, Long> segments = new TreeMap<>();
    try (Stream<Path> files = Files.list(path)) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.matches("[0-9a-f]{16}\\" + SEGMENT)) {
          segments.put(Long.parseUnsignedLong(name.substring(0, 16), 16), Files.size(file));
        }
      }
    }
    return segments;
  }

  Path segment(long number) {
    return path.resolve("%016x%s".formatted(number, SEGMENT));
  }

  /** A new segment, whose name outlives a power cut. */
  FileChannel create(long number) throws IOException {
    @Nullable FileChannel channel = FileChannel.open(segment(number), CREATE_NEW, WRITE);
    try {
      forceNames();
      FileChannel created = channel;
      channel = null;
      return created;
    } finally {
      if (channel != null) {
        channel.close();
        delete(number);
      }
    }
  }

  /** So many bytes of a segment. */
  byte[] read(long number, int from, int to) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.max(0, to - from));
    try (FileChannel channel = FileChannel.open(segment(number), READ)) {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, (long) from + bytes.position()) < 0) {
          throw new EOFException(segment(number) + " ends at " + channel.size() + ", not " + to);
        }
      }
    }
    return bytes.array();
  }

  void truncate(long number, int length) throws IOException {
    try (FileChannel channel = FileChannel.open(segment(number), WRITE)) {
      channel.truncate(length);
      channel.force(true);
    }
  }

  void delete(long number) throws IOException {
    Files.deleteIfExists(segment(number));
  }

  /** Keeps a segment for a person to look at. */
  Path setAside(long number) throws IOException {
    Path aside = path.resolve("%016x%s".formatted(number, DAMAGED));
    Files.move(segment(number), aside, StandardCopyOption.REPLACE_EXISTING);
    dropOldDamaged();
    return aside;
  }

  private void dropOldDamaged() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      List<Path> newestFirst =
          files
              .filter(file -> file.toString().endsWith(DAMAGED))
              .sorted(Comparator.reverseOrder())
              .toList();
      for (Path old : newestFirst.stream().skip(MAX_DAMAGED).toList()) {
        Files.delete(old);
        LOG.warn(
            "The spool keeps {} damaged files at most, so the oldest one, {}, is deleted.",
            MAX_DAMAGED,
            old);
      }
    }
  }

  /** How far it is drained; none where that is not known. */
  Optional<Position> readPosition() throws IOException {
    Path file = path.resolve(POSITION);
    return Files.exists(file) ? Position.of(Files.readAllBytes(file)) : Optional.of(Position.START);
  }

  void writePosition(Position position) throws IOException {
    Path fresh = path.resolve(POSITION + ".new");
    try (FileChannel channel = FileChannel.open(fresh, CREATE, TRUNCATE_EXISTING, WRITE)) {
      writeFully(channel, ByteBuffer.wrap(position.toBytes()));
      channel.force(false);
    }
    Files.move(fresh, path.resolve(POSITION), StandardCopyOption.ATOMIC_MOVE);
    forceNames();
  }

  /** Adds a line to the file of what Kafka refused for good; the oldest lines may have to go. */
  Path refuse(byte[] line) throws IOException {
    Path file = path.resolve(REFUSED);
    if (Files.exists(file) && Files.size(file) + line.length > MAX_REFUSED) {
      Path before = path.resolve(REFUSED_BEFORE);
      if (Files.exists(before)) {
        LOG.warn("The oldest records that Kafka refused for good, in {}, are dropped.", before);
      }
      Files.move(file, before, StandardCopyOption.ATOMIC_MOVE);
    }
    try (FileChannel channel = FileChannel.open(file, CREATE, APPEND)) {
      writeFully(channel, ByteBuffer.wrap(line));
      channel.force(true);
    }
    forceNames();
    return file;
  }

  /**
   * Tries whether something can be written.
   *
   * @throws IOException when not
   */
  void probe() throws IOException {
    Path file = path.resolve(PROBE);
    try (FileChannel channel = FileChannel.open(file, CREATE, TRUNCATE_EXISTING, WRITE)) {
      writeFully(channel, ByteBuffer.allocate(4096));
      channel.force(false);
    }
    Files.delete(file);
  }

  static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private void forceNames() throws IOException {
    forceNames(path);
  }

  private static void forceNames(Path directory) throws IOException {
    try (FileChannel names = FileChannel.open(directory, READ)) {
      names.force(true);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      lockFile.close();
    } finally {
      HELD.remove(path);
    }
  }
}
