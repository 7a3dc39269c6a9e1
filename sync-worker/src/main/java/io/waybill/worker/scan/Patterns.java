package io.waybill.worker.scan;

import io.waybill.schemas.rules.NameOutline;
import io.waybill.schemas.rules.NamePattern;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What can be read off patterns, so that no list is asked for that nobody needs. */
final class Patterns {
  private Patterns() {}

  /** The names that the pattern matches, where it names each of them. */
  static List<String> names(NamePattern pattern) {
    List<NameOutline> outlines = pattern.outlines();
    return outlines.stream().allMatch(NameOutline::exact)
        ? outlines.stream().map(NameOutline::prefix).toList()
        : List.of();
  }

  /** The names that these patterns match, where each of them names all of its own. */
  static Optional<List<String>> findNames(Collection<? extends NamePattern> patterns) {
    boolean all =
        !patterns.isEmpty() && patterns.stream().noneMatch(pattern -> names(pattern).isEmpty());
    return all
        ? Optional.of(
            patterns.stream().flatMap(pattern -> names(pattern).stream()).distinct().toList())
        : Optional.empty();
  }

  /** Whether no name that the pattern matches comes after this one in a sorted list. */
  static boolean isBeyond(String name, NamePattern pattern) {
    return pattern.outlines().stream().allMatch(outline -> isBeyond(name, outline.prefix()));
  }

  /**
   * Whether no name with the prefix comes after this one: neither where names are sorted by their
   * characters, nor where a slash comes before all others, as docker distribution's walk through
   * its storage has it.
   */
  private static boolean isBeyond(String name, String prefix) {
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
}
