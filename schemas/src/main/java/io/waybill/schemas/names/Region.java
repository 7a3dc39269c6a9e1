package io.waybill.schemas.names;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * Where a registry stands, and so which workers and which task topic serve it.
 *
 * @param name lower-case letters, digits and dashes, at most 63 (it is part of a topic's name)
 */
public record Region(@JsonValue String name) implements Comparable<Region> {
  private static final Pattern GRAMMAR = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

  /** The region of a registry whose configuration names none. */
  public static final Region DEFAULT = new Region("default");

  /** Checks the grammar. */
  @JsonCreator
  public Region {
    if (!GRAMMAR.matcher(name).matches()) {
      throw new InvalidNameException(
          "a region", name, "lower-case letters, digits and dashes, at most 63 characters");
    }
  }

  /** The region with this name. */
  public static Region of(String name) {
    return new Region(name);
  }

  @Override
  public int compareTo(Region other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
