package io.waybill.bench.history;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What is typed behind {@code bench/run history}.
 *
 * @param records how many there are
 * @param times how often each question is asked
 * @param data where they are kept for another run; empty, they go when the run is over
 * @param only questions whose names contain this
 */
record Options(int records, int times, Optional<Path> data, String only) {
  static final String USAGE = "[--records N] [--times N] [--data DIRECTORY] [--only WORDS]";

  /** Of the words; 10,000,000 records, 100 times. */
  static Options parse(List<String> words) {
    Options options = new Options(10_000_000, 100, Optional.empty(), "");
    for (int i = 0; i < words.size(); i += 2) {
      if (i + 1 == words.size()) {
        throw new IllegalArgumentException(words.get(i) + " needs a word behind it");
      }
      String word = words.get(i + 1);
      options =
          switch (words.get(i)) {
            case "--records" ->
                new Options(number(word), options.times, options.data, options.only);
            case "--times" ->
                new Options(options.records, number(word), options.data, options.only);
            case "--data" ->
                new Options(
                    options.records,
                    options.times,
                    Optional.of(Path.of(word).toAbsolutePath()),
                    options.only);
            case "--only" -> new Options(options.records, options.times, options.data, word);
            default -> throw new IllegalArgumentException("There is no option " + words.get(i));
          };
    }
    return options;
  }

  private static int number(String word) {
    try {
      int number = Integer.parseInt(word);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      // Said below.
    }
    throw new IllegalArgumentException(word + " is no whole number above zero");
  }
}
