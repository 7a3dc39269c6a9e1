package io.waybill.api.conflicts;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides exactly whether two globs without braces have a valid name in common: walks both automata
 * and the names' grammar at once, shortest names first. It spends a budget over all its answers,
 * and says {@link Meeting.Undecided} from then on.
 */
final class PatternMeeter {
  private int budget;

  /**
   * A meeter.
   *
   * @param budget how many states it may visit in all
   */
  PatternMeeter(int budget) {
    this.budget = budget;
  }

  /** Where both are, and how it came there. */
  private record Step(int one, int other, int state, char read, @Nullable Step before) {
    long key() {
      return ((long) one << 40) | ((long) other << 16) | state;
    }
  }

  Meeting meet(String one, String other, NameGrammar grammar) {
    if (areApart(one, other)) {
      return new Meeting.Nowhere();
    }
    Set<Character> alphabet = alphabet(one, other);
    Queue<Step> open = new ArrayDeque<>();
    Map<Long, Step> seen = new HashMap<>();
    visit(new Step(0, 0, 0, '\0', null), one, other, open, seen);
    while (!open.isEmpty()) {
      Step step = open.remove();
      if (budget-- <= 0) {
        return new Meeting.Undecided();
      }
      if (step.one() == one.length()
          && step.other() == other.length()
          && grammar.isWhole(step.state())) {
        return new Meeting.At(read(step));
      }
      for (char c : alphabet) {
        int state = grammar.next(step.state(), c);
        int nextOne = after(one, step.one(), c);
        int nextOther = after(other, step.other(), c);
        if (state != NameGrammar.DEAD && nextOne >= 0 && nextOther >= 0) {
          visit(new Step(nextOne, nextOther, state, c, step), one, other, open, seen);
        }
      }
    }
    return new Meeting.Nowhere();
  }

  /** Goes to a place, and to those behind the stars there, which may stand for nothing. */
  private static void visit(
      Step step, String one, String other, Queue<Step> open, Map<Long, Step> seen) {
    if (seen.putIfAbsent(step.key(), step) != null) {
      return;
    }
    open.add(step);
    int skipOne = skip(one, step.one());
    if (skipOne > step.one()) {
      visit(
          new Step(skipOne, step.other(), step.state(), step.read(), step.before()),
          one,
          other,
          open,
          seen);
    }
    int skipOther = skip(other, step.other());
    if (skipOther > step.other()) {
      visit(
          new Step(step.one(), skipOther, step.state(), step.read(), step.before()),
          one,
          other,
          open,
          seen);
    }
  }

  private static int skip(String pattern, int at) {
    if (at >= pattern.length() || pattern.charAt(at) != '*') {
      return at;
    }
    return pattern.startsWith("**", at) ? at + 2 : at + 1;
  }

  /** Where the pattern stands after the character; -1 where it does not take it. */
  private static int after(String pattern, int at, char c) {
    if (at >= pattern.length()) {
      return -1;
    }
    return switch (pattern.charAt(at)) {
      case '*' -> pattern.startsWith("**", at) || c != '/' ? at : -1;
      case '?' -> c != '/' ? at + 1 : -1;
      default -> pattern.charAt(at) == c ? at + 1 : -1;
    };
  }

  /** Characters that stand in neither pattern are all alike: one of them is enough. */
  private static Set<Character> alphabet(String one, String other) {
    Set<Character> alphabet = new TreeSet<>(Set.of('a'));
    for (char c : (one + other).toCharArray()) {
      if (c != '*' && c != '?') {
        alphabet.add(c);
      }
    }
    return alphabet;
  }

  /** Most pairs begin or end differently. */
  private static boolean areApart(String one, String other) {
    for (int i = 0; i < one.length() && i < other.length(); i++) {
      char c = one.charAt(i);
      char d = other.charAt(i);
      if (isWildcard(c) || isWildcard(d)) {
        break;
      }
      if (c != d) {
        return true;
      }
    }
    for (int i = 1; i <= one.length() && i <= other.length(); i++) {
      char c = one.charAt(one.length() - i);
      char d = other.charAt(other.length() - i);
      if (isWildcard(c) || isWildcard(d)) {
        break;
      }
      if (c != d) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWildcard(char c) {
    return c == '*' || c == '?';
  }

  private static String read(Step last) {
    List<Character> backwards = new ArrayList<>();
    for (Step step = last; step != null && step.before() != null; step = step.before()) {
      backwards.add(step.read());
    }
    StringBuilder name = new StringBuilder();
    backwards.reversed().forEach(name::append);
    return name.toString();
  }
}
