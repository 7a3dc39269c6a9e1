package io.waybill.bench.scale;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What is typed behind {@code bench/run scale}.
 *
 * @param cases in the order in which they are run
 * @param workers how many worker processes, one number after the other
 * @param tasks how long the queue is
 * @param slots how many tasks a worker has at a time
 * @param roundTrip to every registry
 * @param turn for how long is measured at most
 * @param perSecond tasks that arrive in a second, where they arrive one by one
 * @param warmUps tasks that each slot does before anything is measured
 * @param largeMib how large the large image is
 * @param largeMibPerSecond how fast it is copied, at most
 * @param rounds how often all of it is done
 */
record Options(
    List<ScaleCase> cases,
    List<Integer> workers,
    int tasks,
    int slots,
    Duration roundTrip,
    Duration turn,
    double perSecond,
    int warmUps,
    int largeMib,
    int largeMibPerSecond,
    int rounds) {
  static final String USAGE =
      "[workers|large|dead|rolling ...] [--workers 1,2,4,8] [--tasks N] [--slots N] [--latency"
          + " MILLIS] [--seconds N] [--rate N] [--warm N] [--large MIB] [--large-rate MIB]"
          + " [--rounds N]";

  private static final Options DEFAULT =
      new Options(
          List.of(ScaleCase.values()),
          List.of(1, 2, 4, 8),
          2_000,
          1,
          Duration.ofMillis(20),
          Duration.ofSeconds(40),
          3,
          100,
          2_048,
          64,
          1);

  /** Of the words; what they do not name is as usual. */
  static Options parse(List<String> words) {
    Options options = DEFAULT;
    List<ScaleCase> cases = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (!word.startsWith("--")) {
        cases.add(ScaleCase.parse(word));
        continue;
      }
      if (++i == words.size()) {
        throw new IllegalArgumentException(word + " needs a number behind it");
      }
      options = options.with(word, words.get(i));
    }
    return cases.isEmpty() ? options : options.of(cases);
  }

  private Options of(List<ScaleCase> only) {
    return new Options(
        List.copyOf(only),
        workers,
        tasks,
        slots,
        roundTrip,
        turn,
        perSecond,
        warmUps,
        largeMib,
        largeMibPerSecond,
        rounds);
  }

  private Options with(String name, String value) {
    List<Integer> counts = name.equals("--workers") ? numbers(value) : workers;
    int one = name.equals("--workers") ? 1 : number(value);
    return new Options(
        cases,
        counts,
        name.equals("--tasks") ? one : tasks,
        name.equals("--slots") ? one : slots,
        name.equals("--latency") ? Duration.ofMillis(one) : roundTrip,
        name.equals("--seconds") ? Duration.ofSeconds(one) : turn,
        name.equals("--rate") ? one : perSecond,
        name.equals("--warm") ? one : warmUps,
        name.equals("--large") ? one : largeMib,
        name.equals("--large-rate") ? one : largeMibPerSecond,
        name.equals("--rounds") ? one : known(name, rounds));
  }

  private static int known(String name, int otherwise) {
    if (!USAGE.contains("[" + name + " ")) {
      throw new IllegalArgumentException("There is no option " + name);
    }
    return otherwise;
  }

  private static List<Integer> numbers(String value) {
    return Arrays.stream(value.split(",", -1)).map(Options::number).toList();
  }

  private static int number(String value) {
    if (!value.matches("[1-9]\\d{0,5}")) {
      throw new IllegalArgumentException(value + " is no number above zero");
    }
    return Integer.parseInt(value);
  }
}
