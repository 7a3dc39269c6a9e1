package io.waybill.migration.rules;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The templates of Go in regsync's files, as far as the configuration has something like them. */
final class GoTemplates {
  private static final Pattern CALL =
      Pattern.compile("\\{\\{-?\\s*(env|file)\\s+[\"`]([^\"`]+)[\"`]\\s*(?:\\|[^}]*)?-?}}");

  private GoTemplates() {}

  /** Whether a text is to be expanded. */
  static boolean isTemplate(String text) {
    return text.contains("{{");
  }

  /** {@code {{env "X"}}} as <code>${X}</code>, {@code {{file "p"}}} as {@code file:p}. */
  static Optional<String> reference(String text) {
    Matcher matcher = CALL.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    return Optional.of(
        matcher.group(1).equals("env")
            ? "${" + matcher.group(2) + "}"
            : "file:" + matcher.group(2));
  }
}
