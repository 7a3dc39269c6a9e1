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
  private final List<Alternative> alternatives;

  private Glob(String pattern, List<Alternative> alternatives) {
    this.pattern = pattern;
    this.alternatives = alternatives;
  }

  /** Reads a pattern; the message of the exception says what is wrong with it. */
  @JsonCreator
  public static Glob parse(String pattern) {
    if (pattern.isEmpty() || pattern.length() > MAX_LENGTH) {
      throw invalid(pattern, "it must have 1 to " + MAX_LENGTH + " characters");
    }
    List<String> expanded = new ArrayList<>();
    expand("", pattern, pattern, expanded);
    for (String alternative : expanded) {
      requireKnownCharacters(pattern, alternative);
    }
    return new Glob(pattern, expanded.stream().map(Alternative::of).toList());
  }

  @Override
  public boolean matches(CharSequence text) {
    for (Alternative alternative : alternatives) {
      if (alternative.matches(text)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public List<NameOutline> outlines() {
    return alternatives.stream().map(Alternative::outline).toList();
  }

  /** The patterns without braces that it stands for. */
  public List<String> alternatives() {
    return alternatives.stream().map(Alternative::pattern).toList();
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

  /**
   * A pattern without braces. Most are a text with stars at one end, and decided by the outline.
   *
   * @param pattern all of it
   * @param outline what it begins and ends with
   * @param middle the rest, which begins and ends with a wildcard; empty where there is none
   */
  private record Alternative(String pattern, NameOutline outline, String middle) {
    static Alternative of(String pattern) {
      int first = 0;
      while (first < pattern.length() && !isWildcard(pattern.charAt(first))) {
        first++;
      }
      if (first == pattern.length()) {
        return new Alternative(pattern, NameOutline.exactly(pattern), "");
      }
      int last = pattern.length();
      while (!isWildcard(pattern.charAt(last - 1))) {
        last--;
      }
      return new Alternative(
          pattern,
          new NameOutline(
              pattern.substring(0, first),
              longestText(pattern.substring(first, last)),
              pattern.substring(last),
              false),
          pattern.substring(first, last));
    }

    private static String longestText(String middle) {
      String longest = "";
      for (String text : middle.split("[*?]+", -1)) {
        longest = text.length() > longest.length() ? text : longest;
      }
      return longest;
    }

    private static boolean isWildcard(char c) {
      return c == '*' || c == '?';
    }

    boolean matches(CharSequence text) {
      if (!outline.fits(text)) {
        return false;
      }
      int from = outline.prefix().length();
      int to = text.length() - outline.suffix().length();
      return switch (middle) {
        case "", "**" -> true;
        case "*" -> !hasSlash(text, from, to);
        default -> simulate(text, from, to);
      };
    }

    private static boolean hasSlash(CharSequence text, int from, int to) {
      for (int i = from; i < to; i++) {
        if (text.charAt(i) == '/') {
          return true;
        }
      }
      return false;
    }

    /** Simulates the automaton: bit i of a row says that the first i characters match. */
    private boolean simulate(CharSequence text, int from, int to) {
      int length = to - from;
      boolean[] row = new boolean[length + 1];
      row[0] = true;
      for (int p = 0; p < middle.length(); p++) {
        char c = middle.charAt(p);
        boolean deep = c == '*' && p + 1 < middle.length() && middle.charAt(p + 1) == '*';
        boolean[] next = new boolean[length + 1];
        if (c == '*') {
          boolean reached = false;
          for (int t = 0; t <= length; t++) {
            if (t > 0 && !deep && text.charAt(from + t - 1) == '/') {
              reached = false;
            }
            reached |= row[t];
            next[t] = reached;
          }
        } else {
          for (int t = 1; t <= length; t++) {
            char at = text.charAt(from + t - 1);
            next[t] = row[t - 1] && (c == '?' ? at != '/' : c == at);
          }
        }
        row = next;
        p += deep ? 1 : 0;
      }
      return row[length];
    }
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
