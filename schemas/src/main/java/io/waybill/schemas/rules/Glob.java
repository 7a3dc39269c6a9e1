package io.waybill.schemas.rules;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * A pattern over repositories or tags: {@code *} stands for anything within one component, {@code
 * **} for anything across components, {@code ?} for one character within a component, {@code {a,b}}
 * for either. Matching takes time proportional to pattern length times text length, whatever the
 * pattern.
 */
public final class Glob implements NamePattern {
  private static final int MAX_LENGTH = 512;
  private static final int MAX_ALTERNATIVES = 256;

  private final String pattern;
  private final List<String> alternatives;

  private Glob(String pattern, List<String> alternatives) {
    this.pattern = pattern;
    this.alternatives = alternatives;
  }

  /** Reads a pattern; the message of the exception says what is wrong with it. */
  @JsonCreator
  public static Glob parse(String pattern) {
    if (pattern.isEmpty() || pattern.length() > MAX_LENGTH) {
      throw invalid(pattern, "it must have 1 to " + MAX_LENGTH + " characters");
    }
    List<String> alternatives = new ArrayList<>();
    expand("", pattern, pattern, alternatives);
    for (String alternative : alternatives) {
      requireKnownCharacters(pattern, alternative);
    }
    return new Glob(pattern, List.copyOf(alternatives));
  }

  @Override
  public boolean matches(CharSequence text) {
    for (String alternative : alternatives) {
      if (matches(alternative, text)) {
        return true;
      }
    }
    return false;
  }

  private static void expand(String done, String rest, String whole, List<String> into) {
    int open = rest.indexOf('{');
    if (open < 0) {
      if (rest.indexOf('}') >= 0) {
        throw invalid(whole, "a '}' closes nothing");
      }
      if (into.size() == MAX_ALTERNATIVES) {
        throw invalid(whole, "its braces stand for more than " + MAX_ALTERNATIVES + " patterns");
      }
      into.add(done + rest);
      return;
    }
    int close = rest.indexOf('}', open);
    int nested = rest.indexOf('{', open + 1);
    if (close < 0) {
      throw invalid(whole, "a '{' is not closed");
    }
    if (rest.substring(0, open).indexOf('}') >= 0 || (nested >= 0 && nested < close)) {
      throw invalid(whole, "braces cannot stand inside braces");
    }
    for (String choice : rest.substring(open + 1, close).split(",", -1)) {
      expand(done + rest.substring(0, open) + choice, rest.substring(close + 1), whole, into);
    }
  }

  private static void requireKnownCharacters(String whole, String alternative) {
    if (alternative.startsWith("/") || alternative.endsWith("/")) {
      throw invalid(whole, "it cannot begin or end with '/'");
    }
    for (int i = 0; i < alternative.length(); i++) {
      char c = alternative.charAt(i);
      boolean known =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "*?./_-".indexOf(c) >= 0;
      if (!known) {
        throw invalid(whole, "no repository or tag contains '" + c + "'");
      }
    }
  }

  /** Simulates the pattern's automaton: bit i of a row says that the first i characters match. */
  private static boolean matches(String pattern, CharSequence text) {
    boolean[] row = new boolean[text.length() + 1];
    row[0] = true;
    for (int p = 0; p < pattern.length(); p++) {
      char c = pattern.charAt(p);
      boolean deep = c == '*' && p + 1 < pattern.length() && pattern.charAt(p + 1) == '*';
      boolean[] next = new boolean[text.length() + 1];
      if (c == '*') {
        boolean reached = false;
        for (int t = 0; t <= text.length(); t++) {
          if (t > 0 && !deep && text.charAt(t - 1) == '/') {
            reached = false;
          }
          reached |= row[t];
          next[t] = reached;
        }
      } else {
        for (int t = 1; t <= text.length(); t++) {
          char at = text.charAt(t - 1);
          next[t] = row[t - 1] && (c == '?' ? at != '/' : c == at);
        }
      }
      row = next;
      p += deep ? 1 : 0;
    }
    return row[text.length()];
  }

  private static IllegalArgumentException invalid(String pattern, String why) {
    return new IllegalArgumentException("the pattern \"" + pattern + "\" is not valid: " + why);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Glob glob && pattern.equals(glob.pattern);
  }

  @Override
  public int hashCode() {
    return pattern.hashCode();
  }

  @JsonValue
  @Override
  public String toString() {
    return pattern;
  }
}
