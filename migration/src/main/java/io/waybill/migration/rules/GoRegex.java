package io.waybill.migration.rules;

import io.waybill.schemas.rules.NamePattern;
import java.util.regex.Pattern;

/**
 * Go's regular expressions as patterns here. Both are RE2's; but Go finds an expression anywhere in
 * a name unless it is anchored, and a pattern here is about the whole name.
 */
final class GoRegex {
  /** Letters that stand for themselves; dots and dashes may be escaped. */
  private static final Pattern LITERAL = Pattern.compile("(?:[A-Za-z0-9_/-]|\\\\[.-])+");

  private GoRegex() {}

  /** What Go's {@code MatchString} finds in a name. */
  static NamePattern search(String expression) {
    if (hasAlternatives(expression)) {
      return NamePattern.parse("/.*(?:" + expression + ").*/");
    }
    boolean begins = expression.startsWith("^");
    boolean ends = endsAnchored(expression);
    String core = expression.substring(begins ? 1 : 0, expression.length() - (ends ? 1 : 0));
    while (core.startsWith("^") && begins) {
      core = core.substring(1);
    }
    while (ends && endsAnchored(core)) {
      core = core.substring(0, core.length() - 1);
    }
    if (begins && ends && LITERAL.matcher(core).matches()) {
      return NamePattern.parse(core.replace("\\", ""));
    }
    boolean anyEnd = core.endsWith(".*") && !core.endsWith("\\.*");
    String before = begins || core.startsWith(".*") ? "" : ".*";
    String after = ends || anyEnd ? "" : ".*";
    String whole = before + core + after;
    return NamePattern.parse(whole.matches("(?:\\.\\*)+") ? "**" : "/" + whole + "/");
  }

  /**
   * What Go finds when {@code ^} and {@code $} are put around the expression without brackets, as
   * regsync does: of {@code a|b} that is what begins with a or ends with b.
   */
  static NamePattern line(String expression) {
    return search("^" + expression + "$");
  }

  /** The same, but an anchor that is there already is not put there again: dregsy. */
  static NamePattern lineOnce(String expression) {
    return search(
        (expression.startsWith("^") ? "" : "^")
            + expression
            + (expression.endsWith("$") ? "" : "$"));
  }

  /** Whether a {@code |} stands outside of all brackets. */
  static boolean hasAlternatives(String expression) {
    int depth = 0;
    boolean inClass = false;
    for (int i = 0; i < expression.length(); i++) {
      char c = expression.charAt(i);
      if (c == '\\') {
        i++;
      } else if (inClass) {
        inClass = c != ']';
      } else if (c == '[') {
        inClass = true;
        // A bracket that comes first is one of the characters.
        int first = expression.startsWith("^", i + 1) ? i + 2 : i + 1;
        i = expression.startsWith("]", first) ? first : i;
      } else if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == '|' && depth == 0) {
        return true;
      }
    }
    return false;
  }

  private static boolean endsAnchored(String expression) {
    int backslashes = 0;
    for (int i = expression.length() - 2; i >= 0 && expression.charAt(i) == '\\'; i--) {
      backslashes++;
    }
    return expression.endsWith("$") && backslashes % 2 == 0;
  }
}
