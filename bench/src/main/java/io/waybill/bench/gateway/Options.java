package io.waybill.bench.gateway;

import java.time.Duration;
import java.util.List;

/**
 * What is typed behind {@code bench/run gateway}.
 *
 * @param rounds how often each case has its turn
 * @param turn how long a turn is
 * @param memory for how long memory is watched
 */
record Options(int rounds, Duration turn, Duration memory) {
  static final String USAGE = "[--rounds N] [--seconds N] [--minutes N]";

  /** Of the words; 3 rounds, turns of 8 seconds, a quarter of a minute for memory. */
  static Options parse(List<String> words) {
    int rounds = 3;
    Duration turn = Duration.ofSeconds(8);
    Duration memory = Duration.ofSeconds(15);
    for (int i = 0; i < words.size(); i += 2) {
      if (i + 1 == words.size()) {
        throw new IllegalArgumentException(words.get(i) + " needs a number behind it");
      }
      double number = number(words.get(i + 1));
      switch (words.get(i)) {
        case "--rounds" -> rounds = (int) number;
        case "--seconds" -> turn = Duration.ofMillis((long) (1000 * number));
        case "--minutes" -> memory = Duration.ofMillis((long) (60_000 * number));
        default -> throw new IllegalArgumentException("There is no option " + words.get(i));
      }
    }
    return new Options(rounds, turn, memory);
  }

  private static double number(String word) {
    try {
      double number = Double.parseDouble(word);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      // Said below.
    }
    throw new IllegalArgumentException(word + " is no number above zero");
  }
}
