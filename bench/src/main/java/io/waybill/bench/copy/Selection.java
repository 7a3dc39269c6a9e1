package io.waybill.bench.copy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What of the benchmark is run.
 *
 * @param cases in the order in which they are run
 * @param rounds how many turns each contender has
 * @param only parts of names of contenders; empty = all that are on this machine
 */
record Selection(List<CopyCase> cases, int rounds, List<String> only) {
  /** How it is typed. */
  static final String USAGE =
      "[case...] [--rounds N] [--only NAME,...]; cases: "
          + Arrays.stream(CopyCase.values()).map(CopyCase::text).collect(Collectors.joining(", "));

  private static final int ROUNDS = 5;

  static Selection parse(List<String> words) {
    List<CopyCase> cases = new ArrayList<>();
    int rounds = ROUNDS;
    List<String> only = List.of();
    for (Iterator<String> rest = words.iterator(); rest.hasNext(); ) {
      String word = rest.next();
      switch (word) {
        case "--rounds" -> rounds = number(word, value(word, rest));
        case "--only" -> only = List.of(value(word, rest).toLowerCase(Locale.ROOT).split(",", -1));
        default -> cases.add(find(word));
      }
    }
    return new Selection(cases.isEmpty() ? List.of(CopyCase.values()) : cases, rounds, only);
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return rest.next();
  }

  private static int number(String option, String value) {
    if (!value.matches("[1-9]\\d{0,3}")) {
      throw new IllegalArgumentException(option + " needs a number, not " + value);
    }
    return Integer.parseInt(value);
  }

  private static CopyCase find(String word) {
    return Arrays.stream(CopyCase.values())
        .filter(one -> one.text().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("There is no case " + word));
  }

  boolean wants(Contender contender) {
    return only.isEmpty() || only.stream().anyMatch(contender.name()::contains);
  }
}
