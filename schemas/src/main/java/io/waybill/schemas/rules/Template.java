package io.waybill.schemas.rules;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A text with variables in braces: {@code mirror/{repository}}.
 *
 * <p>The variables are {@code registry} (the source's configured name), {@code repository} (its
 * path, flattened as the target asks), {@code namespace} (all of the path but its last component),
 * {@code name} (the last component) and {@code tag}.
 */
public final class Template {
  private static final Set<String> VARIABLES =
      Set.of("registry", "repository", "namespace", "name", "tag");

  private final String text;
  private final List<Part> parts;

  private sealed interface Part {}

  private record Literal(String text) implements Part {}

  private record Variable(String name) implements Part {}

  private Template(String text, List<Part> parts) {
    this.text = text;
    this.parts = parts;
  }

  /** Reads a template; the message of the exception says what is wrong with it. */
  @JsonCreator
  public static Template parse(String text) {
    List<Part> parts = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int open = text.indexOf('{', at);
      if (open < 0) {
        parts.add(new Literal(text.substring(at)));
        break;
      }
      if (open > at) {
        parts.add(new Literal(text.substring(at, open)));
      }
      int close = text.indexOf('}', open);
      if (close < 0) {
        throw new IllegalArgumentException("the template \"" + text + "\" does not close a '{'");
      }
      String variable = text.substring(open + 1, close);
      if (!VARIABLES.contains(variable)) {
        throw new IllegalArgumentException(
            "the template \""
                + text
                + "\" has an unknown variable {"
                + variable
                + "}: known are "
                + "{registry}, {repository}, {namespace}, {name} and {tag}");
      }
      parts.add(new Variable(variable));
      at = close + 1;
    }
    return new Template(text, List.copyOf(parts));
  }

  /** The text with each variable replaced by its value. */
  String expand(Map<String, String> values) {
    StringBuilder expanded = new StringBuilder();
    for (Part part : parts) {
      expanded.append(
          switch (part) {
            case Literal(String literal) -> literal;
            case Variable(String name) -> values.getOrDefault(name, "");
          });
    }
    return expanded.toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Template template && text.equals(template.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
