package io.waybill.migration.imagesyncer;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the environment's variables into values: {@code ${NAME}} anywhere, {@code $NAME} where it is
 * all of the value, so that a dollar sign within a password stays one.
 */
final class Variables {
  private static final Pattern BRACED = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)}");
  private static final Pattern ALONE = Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]*)");

  private final Map<String, String> environment;

  Variables(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The variables that the value names and the environment does not have. */
  SortedSet<String> missing(String value) {
    SortedSet<String> missing = new TreeSet<>();
    Matcher matcher = matcher(value);
    while (matcher.find()) {
      if (!environment.containsKey(matcher.group(1))) {
        missing.add(matcher.group(1));
      }
    }
    return missing;
  }

  /** Whether the value is one {@code $NAME}, or a text that looks like it. */
  static boolean isAlone(String value) {
    return ALONE.matcher(value).matches();
  }

  /** The value with its variables; what is not set is empty. */
  String expand(String value) {
    return matcher(value)
        .replaceAll(
            found -> Matcher.quoteReplacement(environment.getOrDefault(found.group(1), "")));
  }

  private static Matcher matcher(String value) {
    Matcher alone = ALONE.matcher(value);
    return alone.matches() ? alone.reset() : BRACED.matcher(value);
  }
}
