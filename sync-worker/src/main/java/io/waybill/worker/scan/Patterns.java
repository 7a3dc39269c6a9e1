package io.waybill.worker.scan;

import io.waybill.schemas.rules.NamePattern;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What can be read off patterns, so that no list is asked for that nobody needs. */
final class Patterns {
  private static final Pattern WILDCARD = Pattern.compile("[*?{]");

  private Patterns() {}

  /** The only name that the pattern matches, where it is one. */
  static Optional<String> findLiteral(NamePattern pattern) {
    String text = pattern.toString();
    return isGlob(text) && !WILDCARD.matcher(text).find() ? Optional.of(text) : Optional.empty();
  }

  /** The names that these patterns match, where each of them is one name. */
  static Optional<List<String>> findLiterals(Collection<? extends NamePattern> patterns) {
    List<String> names =
        patterns.stream().map(Patterns::findLiteral).flatMap(Optional::stream).toList();
    return names.size() == patterns.size() && !names.isEmpty()
        ? Optional.of(names)
        : Optional.empty();
  }

  /** What every name begins with that the pattern matches; may be empty. */
  static String prefix(NamePattern pattern) {
    String text = pattern.toString();
    return isGlob(text) ? WILDCARD.split(text, 2)[0] : "";
  }

  /**
   * Whether no name with the prefix comes after this one in a sorted list: neither where names are
   * sorted by their characters, nor where a slash comes before all others, as docker distribution's
   * walk through its storage has it.
   */
  static boolean isBeyond(String name, String prefix) {
    for (int i = 0; i < prefix.length(); i++) {
      if (i >= name.length()) {
        return false;
      }
      char is = name.charAt(i);
      char wanted = prefix.charAt(i);
      if (is != wanted) {
        return is > wanted && is != '/';
      }
    }
    return false;
  }

  private static boolean isGlob(String text) {
    return !text.startsWith("/") && !text.startsWith("semver:");
  }
}
