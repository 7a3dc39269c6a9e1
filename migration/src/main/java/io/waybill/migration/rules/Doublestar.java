package io.waybill.migration.rules;

import io.waybill.schemas.rules.NamePattern;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The patterns of Harbor's filters: github.com/bmatcuk/doublestar 1.3.4, as
 * src/pkg/reg/util/pattern.go of goharbor/harbor calls it. {@code **} between slashes is any number
 * of components, also none, and anything else with two stars is as one star.
 */
final class Doublestar {
  /** What a glob here says in the same way. */
  private static final Pattern SAME = Pattern.compile("[A-Za-z0-9._/*?{},-]+");

  private Doublestar() {}

  /** A pattern over repositories, {@code project/name} at least. */
  static NamePattern repositories(String pattern) {
    boolean nested = pattern.matches(".*\\{[^}]*[{/].*");
    // "library/**" is not "library", which is no repository of Harbor's anyway.
    boolean simple =
        pattern.equals("**") || pattern.matches("[^*/]+/\\*\\*|(?:[^*]|(?<!\\*)\\*(?!\\*))+");
    return SAME.matcher(pattern).matches() && simple && !nested
        ? NamePattern.parse(pattern)
        : NamePattern.parse("/" + expression(pattern) + "/");
  }

  /** A pattern over tags. */
  static NamePattern tags(String pattern) {
    boolean nested = pattern.matches(".*\\{[^}]*\\{.*");
    return SAME.matcher(pattern).matches() && pattern.indexOf('/') < 0 && !nested
        ? NamePattern.parse(pattern.replace("**", "*"))
        : NamePattern.parse("/" + expression(pattern) + "/");
  }

  private static String expression(String pattern) {
    StringBuilder out = new StringBuilder();
    List<Character> open = new ArrayList<>();
    int at = 0;
    while (at < pattern.length()) {
      if (isComponent(pattern, at)) {
        boolean last = at + 2 == pattern.length();
        if (last) {
          // "a/**" is "a", too.
          int slash = out.length() - 1;
          if (slash >= 0 && out.charAt(slash) == '/') {
            out.setLength(slash);
            out.append("(?:/.*)?");
          } else {
            out.append(".*");
          }
          at += 2;
        } else {
          out.append("(?:[^/]+/)*");
          at += 3;
        }
        continue;
      }
      char c = pattern.charAt(at++);
      switch (c) {
        case '*' -> out.append("[^/]*");
        case '?' -> out.append("[^/]");
        case '{' -> {
          open.add(c);
          out.append("(?:");
        }
        case '}' -> {
          if (open.isEmpty()) {
            throw new IllegalArgumentException("a } closes nothing");
          }
          open.removeLast();
          out.append(')');
        }
        case ',' -> out.append(open.isEmpty() ? "," : "|");
        case '[' -> {
          int close = pattern.indexOf(']', at + 1);
          if (close < 0) {
            throw new IllegalArgumentException("a [ is not closed");
          }
          out.append('[').append(pattern, at, close).append(']');
          at = close + 1;
        }
        case '\\' -> {
          if (at == pattern.length()) {
            throw new IllegalArgumentException("it ends with a backslash");
          }
          out.append(quoted(pattern.charAt(at++)));
        }
        default -> out.append(quoted(c));
      }
    }
    if (!open.isEmpty()) {
      throw new IllegalArgumentException("a { is not closed");
    }
    return out.toString().replace("[^/]*[^/]*", "[^/]*");
  }

  /** Whether two stars stand there as a component of their own. */
  private static boolean isComponent(String pattern, int at) {
    boolean begins = at == 0 || pattern.charAt(at - 1) == '/';
    boolean ends = at + 2 >= pattern.length() || pattern.charAt(at + 2) == '/';
    return pattern.startsWith("**", at) && begins && ends;
  }

  private static String quoted(char c) {
    return "\\.+*?()|[]{}^$".indexOf(c) >= 0 ? "\\" + c : String.valueOf(c);
  }
}
