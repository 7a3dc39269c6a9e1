package io.waybill.schemas.names;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * A movable pointer for people.
 *
 * @param name as in OCI distribution-spec 1.1: {@code [a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}}
 */
public record Tag(@JsonValue String name) implements Comparable<Tag> {
  private static final Pattern GRAMMAR = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");

  /** Checks the grammar. */
  @JsonCreator
  public Tag {
    if (!GRAMMAR.matcher(name).matches()) {
      throw new InvalidNameException(
          "a tag", name, "a letter, digit or '_', then up to 127 of these, '.' or '-'");
    }
  }

  /** The tag with this name. */
  public static Tag of(String name) {
    return new Tag(name);
  }

  @Override
  public int compareTo(Tag other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
