package io.waybill.chassis.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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

  void throwIfAny() throws ConfigException {
    if (!sentences.isEmpty()) {
      throw new ConfigException(source, sentences.stream().distinct().toList());
    }
  }

  /** ": did you mean x?", or the list of what there is when nothing is near. */
  static String suggestion(String unknown, Iterable<String> known) {
    List<String> names = new ArrayList<>();
    known.forEach(names::add);
    names.sort(Comparator.naturalOrder());
    @Nullable String nearest = null;
    int least = Math.max(2, unknown.length() / 3) + 1;
    for (String name : names) {
      int distance = distance(unknown.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
      if (distance < least) {
        least = distance;
        nearest = name;
      }
    }
    return nearest != null
        ? ": did you mean " + nearest + "?"
        : ": known here are " + String.join(", ", names);
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
