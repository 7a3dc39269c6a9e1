package io.waybill.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where programs that were fetched or unpacked are kept for the next run: {@code ~/.cache/waybill},
 * or {@code $XDG_CACHE_HOME/waybill}, or what the system property {@value #PROPERTY} names. It can
 * be deleted at any time while nothing runs.
 */
public final class CacheDirectory {
  /** The system property that overrides the place. */
  public static final String PROPERTY = "waybill.cache";

  private CacheDirectory() {}

  /**
   * The directory, made if it is not there.
   *
   * @throws EmbeddedServerException when it cannot be made or written
   */
  public static Path find() {
    Path directory = place().toAbsolutePath().normalize();
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw unusable(directory, e);
    }
    if (!Files.isWritable(directory)) {
      throw unusable(directory, null);
    }
    return directory;
  }

  private static Path place() {
    String property = System.getProperty(PROPERTY, "");
    if (!property.isBlank()) {
      return Path.of(property);
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    if (xdg != null && !xdg.isBlank()) {
      return Path.of(xdg, "waybill");
    }
    return Path.of(System.getProperty("user.home", "."), ".cache", "waybill");
  }

  private static EmbeddedServerException unusable(
      Path directory, @org.jspecify.annotations.Nullable Throwable cause) {
    String message =
        "Tried to use the cache directory %s, but it cannot be written. Set XDG_CACHE_HOME to a directory that can be, or start Java with -D%s=<directory>."
            .formatted(directory, PROPERTY);
    return cause == null
        ? new EmbeddedServerException(message)
        : new EmbeddedServerException(message, cause);
  }
}
