package io.waybill.schemas.names;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A registry, as people name it: the name it has in the configuration ({@code frankfurt}) or its
 * address ({@code registry.example.com}, {@code 127.0.0.1:5000}, {@code [::1]:5000}).
 *
 * @param name the name; letters, digits, dots, dashes and underscores, with an optional port
 */
public record Registry(@JsonValue String name) implements Comparable<Registry> {
  private static final Pattern GRAMMAR =
      Pattern.compile(
          "(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,253}[A-Za-z0-9])?|\\[[0-9a-fA-F:.]{2,45}])(?::(?<port>[0-9]{1,5}))?");

  private static final int MAX_PORT = 65_535;

  /** Checks the grammar. */
  @JsonCreator
  public Registry {
    Matcher matcher = GRAMMAR.matcher(name);
    if (!matcher.matches()) {
      throw new InvalidNameException(
          "a registry",
          name,
          "a configured name or host[:port] of letters, digits, dots, dashes and underscores");
    }
    String port = matcher.group("port");
    if (port != null && (Integer.parseInt(port) < 1 || Integer.parseInt(port) > MAX_PORT)) {
      throw new InvalidNameException("a registry", name, "a port from 1 to " + MAX_PORT);
    }
  }

  /** The registry that the text names. */
  public static Registry of(String name) {
    return new Registry(name);
  }

  @Override
  public int compareTo(Registry other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
