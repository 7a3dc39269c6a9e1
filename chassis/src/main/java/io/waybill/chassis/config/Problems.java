package io.waybill.chassis.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is wrong with a configuration, collected while it is read. */
final class Problems {
  private final String source;
  private final List<String> sentences = new ArrayList<>();

  Problems(String source) {
    this.source = source;
  }

  /** Notes a sentence, and the place that it is about. */
  void add(String sentence, String place) {
    sentences.add(sentence + " (" + place + ")");
  }

  /** Notes a sentence that says the place itself. */
  void add(String sentence) {
    sentences.add(sentence);
  }

  /** A place in the file. */
  String line(int line) {
    return source + ", line " + line;
  }

  String source() {
    return source;
  }

  boolean isEmpty() {
    return sentences.isEmpty();
  }

  void throwIfAny() throws ConfigException {
    if (!sentences.isEmpty()) {
      throw new ConfigException(source, sentences.stream().distinct().toList());
    }
  }

  /** ": did you mean x?", or the list of what there is when nothing is near. */
  static String suggestion(String unknown, Collection<String> known) {
    return nearest(unknown, known, Math.max(2, unknown.length() / 3))
        .map(near -> ": did you mean " + near + "?")
        .orElse(": known here are " + String.join(", ", known));
  }

  /** The known name that takes the fewest changes, and not more than so many. */
  static Optional<String> nearest(String unknown, Collection<String> known, int changes) {
    Optional<String> nearest = Optional.empty();
    int least = changes + 1;
    for (String name : known) {
      int distance = distance(unknown.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        nearest = Optional.of(name);
      }
    }
    return nearest;
  }

  /** How many letters have to change (Levenshtein). */
  private static int distance(String from, String to) {
    int[] above = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int[] row = new int[to.length() + 1];
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int same = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], above[j]) + 1, above[j - 1] + same);
      }
      above = row;
    }
    return above[to.length()];
  }
}
