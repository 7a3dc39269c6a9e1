package io.waybill.endtoend.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds what a PromQL expression is about: the metrics that it selects, and for each the labels
 * that it has to have, whether they are matched or grouped by. It knows as much of the language as
 * that takes, and refuses what it does not know.
 */
final class PromQl {
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<space>\\s+)"
              + "|(?<string>\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*')"
              + "|(?<range>\\[[^]]*])"
              + "|(?<number>0x[0-9a-fA-F]+|\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?(?:ms|[smhdwy])?)"
              + "|(?<name>[a-zA-Z_:][\\w:]*)"
              + "|(?<sign>=~|!~|!=|==|<=|>=|[-+*/%^<>=(){},@])");

  private static final Set<String> AGGREGATIONS =
      Set.of("sum", "min", "max", "avg", "count", "topk", "bottomk", "quantile", "group");

  private static final Set<String> FUNCTIONS =
      Set.of(
          "rate",
          "irate",
          "increase",
          "delta",
          "deriv",
          "histogram_quantile",
          "clamp_min",
          "clamp_max",
          "max_over_time",
          "min_over_time",
          "avg_over_time",
          "absent",
          "vector",
          "time",
          "changes",
          "resets",
          "label_replace");

  private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");
  private static final Set<String> MATCHING = Set.of("on", "ignoring", "group_left", "group_right");

  /**
   * A metric that the expression selects.
   *
   * @param metric its name
   * @param labels those that it is asked for
   */
  record Selector(String metric, Set<String> labels, int at) {}

  private record Token(String kind, String text) {
    boolean is(String other) {
      return text.equals(other) && !kind.equals("string");
    }
  }

  private final String expression;
  private final List<Token> tokens = new ArrayList<>();
  private final List<Selector> selectors = new ArrayList<>();

  /** Those that only decide what is kept of others: nothing of them is in the result. */
  private final List<Selector> conditions = new ArrayList<>();

  private PromQl(String expression) {
    this.expression = expression;
  }

  /**
   * The metrics that an expression selects.
   *
   * @throws IllegalArgumentException where something in it is not understood
   */
  static List<Selector> selectors(String expression) {
    PromQl reader = new PromQl(expression);
    reader.split();
    reader.findSelectors();
    reader.findConditions();
    reader.findGroups();
    return List.copyOf(reader.selectors);
  }

  private void split() {
    Matcher matcher = TOKEN.matcher(expression);
    int at = 0;
    while (at < expression.length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new IllegalArgumentException(
            "not understood from \"" + expression.substring(at) + "\" on, in: " + expression);
      }
      for (String kind : List.of("string", "range", "number", "name", "sign")) {
        if (matcher.group(kind) != null) {
          tokens.add(new Token(kind, matcher.group(kind)));
        }
      }
      at = matcher.end();
    }
  }

  private void findSelectors() {
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (token.is("{")) {
        throw new IllegalArgumentException("a selector without a metric's name: " + expression);
      }
      if (!token.kind().equals("name")) {
        continue;
      }
      String name = token.text();
      boolean operator = OPERATORS.contains(name.toLowerCase(Locale.ROOT));
      boolean called = next(i).is("(") || isGrouping(next(i).text());
      if (isGrouping(name)) {
        i = next(i).is("(") ? closing(i + 1) : i;
      } else if (!operator && called) {
        requireFunction(name);
      } else if (!operator) {
        i = select(name, i);
      }
    }
  }

  private void requireFunction(String name) {
    if (!AGGREGATIONS.contains(name) && !FUNCTIONS.contains(name)) {
      throw new IllegalArgumentException("no function is called " + name + ": " + expression);
    }
  }

  /** Reads the labels that the metric at this place is matched by, and returns where that ends. */
  private int select(String metric, int at) {
    Set<String> labels = new TreeSet<>();
    int end = at;
    if (next(at).is("{")) {
      end = at + 2;
      while (!tokens.get(end).is("}")) {
        Token label = tokens.get(end);
        if (!label.kind().equals("name")
            || !Set.of("=", "!=", "=~", "!~").contains(next(end).text())
            || !next(end + 1).kind().equals("string")) {
          throw new IllegalArgumentException("no matcher of " + metric + ": " + expression);
        }
        labels.add(label.text());
        end += 3;
        if (tokens.get(end).is(",")) {
          end++;
        }
      }
    }
    selectors.add(new Selector(metric, labels, at));
    return end;
  }

  /**
   * Behind {@code and on (...)} or {@code unless on (...)}, what is in parentheses has to have the
   * labels that it is matched by, and no others.
   */
  private void findConditions() {
    for (int i = 0; i + 3 < tokens.size(); i++) {
      boolean keeps = tokens.get(i).is("and") || tokens.get(i).is("unless");
      if (!keeps || !next(i).is("on")) {
        continue;
      }
      int opening = closing(i + 2) + 1;
      if (opening == tokens.size() || !tokens.get(opening).is("(")) {
        continue;
      }
      for (Selector selector : selectors) {
        if (selector.at() > opening && selector.at() < closing(opening)) {
          selector.labels().addAll(names(i + 2));
          conditions.add(selector);
        }
      }
    }
  }

  /** What is grouped by has to be a label of what is in the parentheses that are grouped. */
  private void findGroups() {
    for (int i = 0; i < tokens.size(); i++) {
      if (!tokens.get(i).kind().equals("name") || !AGGREGATIONS.contains(tokens.get(i).text())) {
        continue;
      }
      int opening = i + 1;
      List<String> by = List.of();
      if (isGrouping(tokens.get(opening).text())) {
        by = grouped(opening);
        opening = closing(opening + 1) + 1;
      }
      if (!tokens.get(opening).is("(")) {
        continue;
      }
      int end = closing(opening);
      if (end + 1 < tokens.size() && isGrouping(tokens.get(end + 1).text())) {
        by = grouped(end + 1);
      }
      for (Selector selector : selectors) {
        if (selector.at() > opening && selector.at() < end && !conditions.contains(selector)) {
          selector.labels().addAll(by);
        }
      }
    }
  }

  /** The labels behind {@code by}; those behind {@code without} are nobody's need. */
  private List<String> grouped(int at) {
    if (!tokens.get(at).is("by")) {
      return List.of();
    }
    return names(at + 1);
  }

  /** The names between this parenthesis and the one that closes it. */
  private List<String> names(int opening) {
    return tokens.subList(opening + 1, closing(opening)).stream()
        .filter(token -> token.kind().equals("name"))
        .map(Token::text)
        .toList();
  }

  private static boolean isGrouping(String name) {
    return name.equals("by") || name.equals("without") || MATCHING.contains(name);
  }

  private Token next(int at) {
    return at + 1 < tokens.size() ? tokens.get(at + 1) : new Token("end", "");
  }

  private int closing(int opening) {
    int depth = 0;
    for (int i = opening; i < tokens.size(); i++) {
      depth += tokens.get(i).is("(") ? 1 : tokens.get(i).is(")") ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    throw new IllegalArgumentException("a parenthesis is not closed: " + expression);
  }
}
