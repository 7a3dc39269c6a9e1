package io.waybill.registry.stores;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** A directory out of which no path leads, whatever links are in it. */
final class FileRoot {
  private final Path path;

  /** The directory, which may itself be reached by links. */
  FileRoot(Path directory) throws IOException {
    this.path = directory.toRealPath();
  }

  /** Where it is, without links. */
  Path path() {
    return path;
  }

  /**
   * The path without links, where there is something.
   *
   * @throws BrokenContentException where it leads out of the directory
   */
  Optional<Path> find(Path wanted) throws IOException {
    Path real;
    try {
      real = wanted.toRealPath();
    } catch (NoSuchFileException | NotDirectoryException absent) {
      return Optional.empty();
    } catch (FileSystemLoopException loop) {
      throw new BrokenContentException("the link %s leads to itself".formatted(wanted));
    } catch (FileSystemException fault) {
      // "Not a directory" has no exception of its own where a file stands in the way.
      if (String.valueOf(fault.getReason()).startsWith("Not a directory")) {
        return Optional.empty();
      }
      throw fault;
    }
    if (!real.startsWith(path)) {
      throw new BrokenContentException(
          "%s is a link that leads out of %s, and is not followed".formatted(wanted, path));
    }
    return Optional.of(real);
  }

  /** A file's content; empty where there is no such file. */
  Optional<StoredContent> findContent(Path wanted) throws IOException {
    Optional<Path> file = find(wanted);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    BasicFileAttributes attributes = Files.readAttributes(file.get(), BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new BrokenContentException("%s is no file".formatted(wanted));
    }
    return Optional.of(new StoredContent(attributes.size(), offset -> open(file.get(), offset)));
  }

  private static InputStream open(Path file, long offset) throws IOException {
    SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ);
    try {
      channel.position(offset);
      return Channels.newInputStream(channel);
    } catch (IOException broken) {
      channel.close();
      throw broken;
    }
  }
}
