package io.waybill.schemas.rules;

import com.fasterxml.jackson.annotation.JsonValue;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.List;

/**
 * A regular expression over the whole of a repository's path or a tag, written {@code
 * /expression/}. The syntax is RE2's: no looking ahead or behind and no back-references, so that
 * matching takes time proportional to the text's length, whatever the expression.
 */
public final class Regex implements NamePattern {
  private static final int MAX_LENGTH = 512;

  private final String text;
  private final Pattern pattern;
  private final NameOutline outline;

  private Regex(String text, Pattern pattern, NameOutline outline) {
    this.text = text;
    this.pattern = pattern;
    this.outline = outline;
  }

  /** Whether a text is meant as a regular expression. */
  static boolean isWritten(String text) {
    return text.startsWith("/");
  }

  /** Reads {@code /expression/}; the message of the exception says what is wrong with it. */
  public static Regex parse(String text) {
    if (text.length() < 3 || !text.startsWith("/") || !text.endsWith("/")) {
      throw invalid(text, "a regular expression stands between two slashes, as in /v[0-9]+/");
    }
    if (text.length() > MAX_LENGTH) {
      throw invalid(text, "it must have at most " + MAX_LENGTH + " characters");
    }
    String expression = text.substring(1, text.length() - 1);
    RegexScan scan = RegexScan.of(expression);
    if (scan.isTooLarge()) {
      throw invalid(
          text,
          "its repetitions stand for more than " + RegexScan.MAX_WEIGHT + " parts of a pattern");
    }
    try {
      return new Regex(text, Pattern.compile(expression), scan.outline());
    } catch (PatternSyntaxException wrong) {
      throw invalid(text, sentence(wrong));
    }
  }

  @Override
  public boolean matches(CharSequence name) {
    return outline.fits(name) && (outline.exact() || pattern.matcher(name).matches());
  }

  @Override
  public List<NameOutline> outlines() {
    return List.of(outline);
  }

  /** The library's few words, for whoever does not know the library. */
  private static String sentence(PatternSyntaxException wrong) {
    String where = wrong.getPattern() == null ? "" : wrong.getPattern();
    return switch (wrong.getDescription()) {
      case "missing closing )" -> "a '(' is not closed";
      case "missing closing ]" -> "a '[' is not closed";
      case "regexp/syntax: internal error" -> "a ')' closes nothing";
      case "trailing backslash at end of expression" -> "it ends with a single backslash";
      case "missing argument to repetition operator" -> quoted(where) + " repeats nothing";
      case "invalid nested repetition operator" -> quoted(where) + " repeats a repetition";
      case "invalid repeat count" -> quoted(where) + " is not a number of times, at most 1000";
      case "invalid character class range" -> quoted(where) + " is not a range of characters";
      case "invalid named capture" -> quoted(where) + " does not name a group";
      case "duplicate capture group name" -> "two groups are called " + quoted(where);
      case "invalid or unsupported Perl syntax" ->
          quoted(where)
              + " is not supported: what looks ahead or behind cannot be matched in linear time";
      case "invalid escape sequence" ->
          where.matches("\\\\[1-9]")
              ? "references to a group (" + where + ") cannot be matched in linear time"
              : quoted(where) + " is not an escape sequence";
      default -> wrong.getDescription() + ": " + where;
    };
  }

  private static String quoted(String part) {
    return '"' + part + '"';
  }

  private static IllegalArgumentException invalid(String pattern, String why) {
    return new IllegalArgumentException("the pattern \"" + pattern + "\" is not valid: " + why);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Regex regex && text.equals(regex.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @JsonValue
  @Override
  public String toString() {
    return text;
  }
}
