package io.waybill.schemas.names;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * A scope for content inside one registry, written {@code registry/path}.
 *
 * @param registry the registry that holds it
 * @param path its name there, as in OCI distribution-spec 1.1, "Pulling manifests": lower-case
 *     components separated by slashes, at most 255 characters in all
 */
public record Repository(Registry registry, String path) implements Comparable<Repository> {
  /** The longest path that registries accept (docker distribution counts the host, too). */
  public static final int MAX_PATH = 255;

  private static final Pattern GRAMMAR =
      Pattern.compile(
          "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*");

  /** Checks the grammar of the path. */
  public Repository {
    if (path.length() > MAX_PATH || !GRAMMAR.matcher(path).matches()) {
      throw new InvalidNameException(
          "a repository",
          path,
          "lower-case letters and digits, separated by '.', '_', '__', '-' or '/', at most "
              + MAX_PATH
              + " characters");
    }
  }

  /** The repository with this path in the registry. */
  public static Repository of(Registry registry, String path) {
    return new Repository(registry, path);
  }

  /** Reads {@code registry/path}. */
  @JsonCreator
  public static Repository parse(String text) {
    int slash = text.indexOf('/');
    if (slash <= 0) {
      throw new InvalidNameException(
          "a repository", text, "registry/path, as in host:5000/team/app");
    }
    return new Repository(new Registry(text.substring(0, slash)), text.substring(slash + 1));
  }

  /** The reference of a tag in this repository. */
  public TagReference tag(Tag tag) {
    return new TagReference(this, tag);
  }

  /** The reference of a digest in this repository. */
  public DigestReference digest(Digest digest) {
    return new DigestReference(this, digest);
  }

  @Override
  public int compareTo(Repository other) {
    int byRegistry = registry.compareTo(other.registry);
    return byRegistry != 0 ? byRegistry : path.compareTo(other.path);
  }

  @JsonValue
  @Override
  public String toString() {
    return registry + "/" + path;
  }
}
