package io.waybill.chassis.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * One repository, or all below a path: what a caller of the API can be limited to. It is no glob:
 * whether a rule lies within it must be decidable, and a database must find its records by an
 * index.
 *
 * @param path the whole path, or what the paths begin with, its slash included; empty = everything
 * @param whole whether it is the whole path
 */
public record RepositoryPrefix(String path, boolean whole) {
  private static final String BELOW = "**";
  private static final Pattern PATH = Pattern.compile("[a-z0-9]+([._/-]+[a-z0-9]+)*");

  /**
   * Reads {@code team/app} (this repository), {@code team/**} (all below) or {@code **} (all).
   *
   * @throws IllegalArgumentException when it is none of these
   */
  @JsonCreator
  public static RepositoryPrefix parse(String text) {
    if (text.equals(BELOW)) {
      return new RepositoryPrefix("", false);
    }
    boolean below = text.endsWith("/" + BELOW);
    String path = below ? text.substring(0, text.length() - BELOW.length() - 1) : text;
    if (!PATH.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is neither a repository such as team/app nor a prefix such as team/**");
    }
    return below ? new RepositoryPrefix(path + "/", false) : new RepositoryPrefix(path, true);
  }

  /** Whether the repository with this path is among those. */
  public boolean contains(String repository) {
    return whole ? repository.equals(path) : repository.startsWith(path);
  }

  /** Whether all are among those that the other stands for. */
  public boolean isWithin(RepositoryPrefix other) {
    return whole ? other.contains(path) : !other.whole && path.startsWith(other.path);
  }

  /** As it is written. */
  @Override
  @JsonValue
  public String toString() {
    return whole ? path : path + BELOW;
  }
}
