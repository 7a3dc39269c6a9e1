package io.waybill.schemas.rules;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What can be seen in a regular expression without compiling it: how large its program would be,
 * and which text its matches have in any case. Where the scan is not sure, it knows nothing.
 *
 * <p>RE2/J 1.8 limits each repetition to 1000, but not what nested ones come to: {@code
 * ((x{1000}){1000}){1000}} exhausts the heap while it is compiled.
 */
final class RegexScan {
  /** The most parts that repetitions may stand for. */
  static final int MAX_WEIGHT = 2_000;

  private final String expression;
  private final Deque<Integer> outer = new ArrayDeque<>();

  /** What every match has at its beginning, and whether more of it can be found. */
  private final StringBuilder prefix = new StringBuilder();

  /** The run of characters that ends here. */
  private final StringBuilder suffix = new StringBuilder();

  /** The longest run that is neither at the beginning nor, as it turned out, at the end. */
  private String infix = "";

  private boolean begins = true;
  private boolean certain = true;
  private int weight;
  private int lastWeight;
  private int at;

  private RegexScan(String expression) {
    this.expression = expression;
  }

  /** Looks an expression over, valid or not. */
  static RegexScan of(String expression) {
    RegexScan scan = new RegexScan(expression);
    while (scan.at < expression.length()) {
      scan.step();
    }
    return scan;
  }

  boolean isTooLarge() {
    int all = weight;
    for (int around : outer) {
      all = sum(all, around);
    }
    return all > MAX_WEIGHT;
  }

  NameOutline outline() {
    if (!certain) {
      return NameOutline.ANY;
    }
    return begins
        ? NameOutline.exactly(prefix.toString())
        : new NameOutline(prefix.toString(), infix, suffix.toString(), false);
  }

  private void step() {
    char c = expression.charAt(at++);
    switch (c) {
      case '\\' -> escape();
      case '[' -> characterClass();
      case '(' -> open();
      case ')' -> close();
      case '|' -> {
        certain &= !outer.isEmpty();
        atom(1);
      }
      case '*', '+', '?' -> {
        weight = sum(weight, 1);
        lastWeight = sum(lastWeight, 1);
        repeat(1);
      }
      case '{' -> braces();
      case '.' -> atom(1);
      // Whole names are matched, so that these say nothing new where people put them.
      case '^' -> anchor(at == 1);
      case '$' -> anchor(at == expression.length());
      default -> literal(c);
    }
  }

  private void anchor(boolean idle) {
    if (!idle || !outer.isEmpty()) {
      atom(1);
    }
  }

  private void literal(char c) {
    weigh(1);
    if (!outer.isEmpty()) {
      return;
    }
    if (begins) {
      prefix.append(c);
    }
    suffix.append(c);
  }

  /** Something that stands for more than one text. */
  private void atom(int itsWeight) {
    weigh(itsWeight);
    vary();
  }

  private void vary() {
    if (!outer.isEmpty()) {
      return;
    }
    if (!begins && suffix.length() > infix.length()) {
      infix = suffix.toString();
    }
    begins = false;
    suffix.setLength(0);
  }

  /** What came last may be there more often, or not at all. */
  private void repeat(int times) {
    weight = sum(weight, product(lastWeight, times - 1));
    lastWeight = product(lastWeight, times);
    if (outer.isEmpty() && !suffix.isEmpty()) {
      suffix.setLength(suffix.length() - 1);
      prefix.setLength(begins ? prefix.length() - 1 : prefix.length());
    }
    vary();
  }

  private void braces() {
    int close = expression.indexOf('}', at);
    String inside = close < 0 ? "" : expression.substring(at, close);
    if (!inside.matches("[0-9]{1,4}(,[0-9]{0,4})?")) {
      literal('{');
      return;
    }
    int most = 1;
    for (String number : inside.split(",", -1)) {
      most = number.isEmpty() ? most : Math.max(most, Integer.parseInt(number));
    }
    at = close + 1;
    repeat(most + 1);
  }

  private void open() {
    boolean plain =
        !expression.startsWith("?", at)
            || expression.startsWith("?:", at)
            || expression.startsWith("?P<", at)
            || expression.startsWith("?<", at);
    // Flags change the meaning of what follows.
    certain &= plain;
    if (expression.startsWith("?", at)) {
      at++;
    }
    vary();
    outer.push(weight);
    weight = 0;
    lastWeight = 0;
  }

  private void close() {
    int inside = sum(weight, 1);
    weight = outer.isEmpty() ? weight : outer.pop();
    weigh(inside);
    vary();
  }

  private void escape() {
    char c = at < expression.length() ? expression.charAt(at++) : '\\';
    boolean letterOrDigit = Character.isLetterOrDigit(c);
    if (!letterOrDigit) {
      literal(c);
      return;
    }
    // Quotations, octal and hexadecimal numbers go on behind their first character.
    certain &= !(Character.isDigit(c) || c == 'Q' || c == 'x');
    if (c == 'Q') {
      int end = expression.indexOf("\\E", at);
      int length = (end < 0 ? expression.length() : end) - at;
      at = end < 0 ? expression.length() : end + 2;
      atom(length);
      return;
    }
    if ((c == 'x' || c == 'p' || c == 'P') && at < expression.length()) {
      int close = expression.indexOf('}', at);
      at = expression.charAt(at) == '{' && close > 0 ? close + 1 : at + 1;
    }
    atom(1);
  }

  /** A class ends at the first bracket that neither is its first character nor is escaped. */
  private void characterClass() {
    if (expression.startsWith("^", at)) {
      at++;
    }
    int first = at;
    while (at < expression.length() && (expression.charAt(at) != ']' || at == first)) {
      // [[:alpha:]], and whatever else begins like it, is left to those who know.
      certain &= expression.charAt(at) != '[';
      at += expression.charAt(at) == '\\' ? 2 : 1;
    }
    at++;
    atom(1);
  }

  private void weigh(int itsWeight) {
    weight = sum(weight, itsWeight);
    lastWeight = itsWeight;
  }

  private static int sum(int one, int other) {
    return Math.min(one + other, MAX_WEIGHT + 1);
  }

  private static int product(int one, int other) {
    return (int) Math.min((long) one * other, MAX_WEIGHT + 1);
  }
}
