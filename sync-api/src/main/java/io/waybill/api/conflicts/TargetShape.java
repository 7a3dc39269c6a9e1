package io.waybill.api.conflicts;

import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.Flatten;
import io.waybill.schemas.rules.Glob;
import io.waybill.schemas.rules.NameOutline;
import io.waybill.schemas.rules.NamePattern;
import io.waybill.schemas.rules.Regex;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.rules.VersionRange;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a target of a rule can be written to, as globs without braces: each place that is written
 * fits one of them. Not the other way round, where the rule says it with regular expressions,
 * ranges, exclusions, or parts of names.
 *
 * @param repositories globs over the target's repositories
 * @param tags globs over its tags
 */
record TargetShape(Set<String> repositories, Set<String> tags) {
  private static final int MOST = 200;
  private static final String ANY_PATH = "**";
  private static final String ANY_WORD = "*";

  static TargetShape of(RuleSource source, RuleTarget target) {
    Set<String> repositories = new LinkedHashSet<>();
    for (NamePattern pattern : source.repositories()) {
      for (String path : globs(pattern, ANY_PATH)) {
        repositories.addAll(expand(source.registry(), target, path));
      }
    }
    Set<String> tags = new LinkedHashSet<>();
    for (NamePattern pattern : source.tags()) {
      for (String tag : globs(pattern, ANY_WORD)) {
        tags.add(
            target
                .tag()
                .toString()
                .replace("{tag}", tag)
                .replaceAll("\\{(?:registry|repository|namespace|name)}", ANY_WORD));
      }
    }
    return new TargetShape(
        repositories.size() > MOST ? Set.of(ANY_PATH) : repositories,
        tags.size() > MOST ? Set.of(ANY_WORD) : tags);
  }

  /** Globs that describe at least what the pattern describes. */
  static List<String> globs(NamePattern pattern, String anything) {
    return switch (pattern) {
      case Glob glob -> glob.alternatives();
      case Regex regex ->
          regex.outlines().stream().map(outline -> glob(outline, anything)).toList();
      case VersionRange range -> List.of(ANY_WORD);
    };
  }

  private static String glob(NameOutline outline, String anything) {
    return outline.exact() ? outline.prefix() : outline.prefix() + anything + outline.suffix();
  }

  private static Set<String> expand(Registry registry, RuleTarget target, String path) {
    Set<String> expanded = new LinkedHashSet<>();
    for (String namespace : namespaces(path)) {
      String name =
          target
              .repository()
              .toString()
              .replace("{registry}", registry.name().replace(':', '-').toLowerCase(Locale.ROOT))
              .replace("{repository}", flatten(path, target.flatten()))
              .replace("{namespace}", namespace)
              .replace("{name}", lastComponent(path))
              .replace("{tag}", ANY_WORD)
              .replaceAll("/{2,}", "/");
      expanded.add(name.startsWith("/") ? name.substring(1) : name);
    }
    return expanded;
  }

  private static String flatten(String path, Flatten levels) {
    if (levels.equals(Flatten.NONE)) {
      return path;
    }
    if (levels.equals(Flatten.ALL)) {
      return lastComponent(path);
    }
    // Where ** begins among what is dropped, anything may be left.
    String kept = levels.apply(path);
    String dropped = path.substring(0, path.length() - kept.length());
    boolean enough = dropped.chars().filter(c -> c == '/').count() == levels.levels();
    return enough && !dropped.contains(ANY_PATH) ? kept : ANY_PATH;
  }

  private static String lastComponent(String path) {
    String last = path.substring(path.lastIndexOf('/') + 1);
    return last.contains(ANY_PATH) ? ANY_WORD : last;
  }

  /** All but the last component; a path that may have one or many has both. */
  private static List<String> namespaces(String path) {
    int slash = path.lastIndexOf('/');
    if (path.contains(ANY_PATH)) {
      return List.of(ANY_PATH, "");
    }
    return List.of(slash < 0 ? "" : path.substring(0, slash));
  }
}
