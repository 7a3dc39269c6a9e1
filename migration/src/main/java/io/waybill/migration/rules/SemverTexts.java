package io.waybill.migration.rules;

import io.waybill.schemas.rules.NamePattern;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ranges of versions of Go's libraries as ranges here, which are npm's. */
final class SemverTexts {
  /** An operator and a version. */
  private static final Pattern BOUND =
      Pattern.compile("(>=|<=|=>|=<|==|!=|~>|>|<|=|\\^|~|!)?\\s*[vV]?([0-9xX*][^\\s<>=!^~,|]*)");

  private SemverTexts() {}

  /**
   * The range that github.com/Masterminds/semver reads, as skopeo does: its commas are spaces here.
   *
   * @throws IllegalArgumentException where there is no such range here; the message says why
   */
  static NamePattern masterminds(String range) {
    return NamePattern.parse("semver:" + alternatives(range.replace(',', ' '), false));
  }

  /**
   * The range that regsync, or dregsy's github.com/blang/semver, reads: a number that is left out
   * is 0 to them.
   *
   * @throws IllegalArgumentException where there is no such range here; the message says why
   */
  static NamePattern padded(String range) {
    return NamePattern.parse("semver:" + alternatives(range, true));
  }

  private static String alternatives(String range, boolean padded) {
    List<String> alternatives = new ArrayList<>();
    for (String alternative : range.split("\\|\\|", -1)) {
      alternatives.add(
          alternative.contains(" - ") ? alternative.strip() : bounds(alternative, padded));
    }
    return String.join(" || ", alternatives);
  }

  private static String bounds(String alternative, boolean padded) {
    List<String> bounds = new ArrayList<>();
    Matcher matcher = BOUND.matcher(alternative);
    int end = 0;
    while (matcher.find()) {
      requireBlank(alternative.substring(end, matcher.start()));
      String operator = matcher.group(1) == null ? "" : matcher.group(1);
      if (operator.startsWith("!")) {
        throw new IllegalArgumentException("ranges here have no \"not\" (" + operator + ")");
      }
      bounds.add(operator(operator) + (padded ? whole(matcher.group(2)) : matcher.group(2)));
      end = matcher.end();
    }
    requireBlank(alternative.substring(end));
    return String.join(" ", bounds);
  }

  private static void requireBlank(String rest) {
    if (!rest.isBlank()) {
      throw new IllegalArgumentException("\"" + rest.strip() + "\" is no range of versions here");
    }
  }

  private static String operator(String theirs) {
    return switch (theirs) {
      case "=>" -> ">=";
      case "=<" -> "<=";
      case "==", "=" -> "=";
      case "~>" -> "~";
      default -> theirs;
    };
  }

  private static String whole(String version) {
    int dash = version.indexOf('-');
    String numbers = dash < 0 ? version : version.substring(0, dash);
    if (numbers.matches(".*[xX*].*")) {
      return version;
    }
    int dots = (int) numbers.chars().filter(c -> c == '.').count();
    return numbers + ".0".repeat(Math.max(0, 2 - dots)) + (dash < 0 ? "" : version.substring(dash));
  }
}
