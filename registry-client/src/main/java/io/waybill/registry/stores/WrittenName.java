package io.waybill.registry.stores;

import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What the name of an image in a file stands for. People and tools write a tag ({@code 1.2}), a
 * name with a tag ({@code team/app:1.2}), or one with the registry that it came from ({@code
 * quay.io/team/app:1.2}), which is left out.
 *
 * @param repository the repository
 * @param tag the tag; empty where the name has a digest in its place, or none can be read
 */
public record WrittenName(String repository, Optional<String> tag) {
  private static final Registry ANY = Registry.of("any");
  private static final String LATEST = "latest";

  /**
   * Reads a name.
   *
   * @param repository the repository of what is only a tag
   */
  public static WrittenName parse(String name, String repository) {
    if (isTag(name)) {
      return new WrittenName(repository, Optional.of(name));
    }
    int at = name.indexOf('@');
    String whole = at < 0 ? name : name.substring(0, at);
    int colon = whole.lastIndexOf(':');
    boolean tagged = colon > whole.lastIndexOf('/');
    String path = withoutRegistry(tagged ? whole.substring(0, colon) : whole);
    String tag = tagged ? whole.substring(colon + 1) : LATEST;
    boolean readable = isRepository(path) && isTag(tag);
    return new WrittenName(
        isRepository(path) ? path : repository,
        readable && (tagged || at < 0) ? Optional.of(tag) : Optional.empty());
  }

  /** The repository of images that have no name at all: that of their file. */
  public static String repositoryOf(Path file) {
    String last = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
    String name =
        last.replaceAll("(\\.tar)?(\\.\\d{3,})?$", "")
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    return name.isEmpty() ? "image" : name;
  }

  private static String withoutRegistry(String path) {
    String registry = registryOf(path);
    return registry.isEmpty() ? path : path.substring(registry.length() + 1);
  }

  /** The registry in a name; empty text = there is none. */
  static String registryOf(String name) {
    int slash = name.indexOf('/');
    String first = slash < 0 ? "" : name.substring(0, slash);
    boolean host = first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
    return host ? first : "";
  }

  private static boolean isTag(String text) {
    try {
      return Tag.of(text).name().equals(text);
    } catch (InvalidNameException notOne) {
      return false;
    }
  }

  static boolean isRepository(String text) {
    try {
      return Repository.of(ANY, text).path().equals(text);
    } catch (InvalidNameException notOne) {
      return false;
    }
  }
}
