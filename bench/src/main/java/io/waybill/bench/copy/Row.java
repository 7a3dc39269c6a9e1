package io.waybill.bench.copy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** All laps of one contender in one case. */
final class Row {
  private final String name;
  private final List<Lap> laps = new ArrayList<>();

  Row(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  void add(Lap lap) {
    laps.add(lap);
  }

  List<Lap> laps() {
    return List.copyOf(laps);
  }

  /** Why it has no numbers. */
  Optional<String> failure() {
    return laps.stream().flatMap(lap -> lap.failure().stream()).findFirst();
  }

  double median(ToDoubleFunction<Lap> value) {
    double[] sorted = laps.stream().mapToDouble(value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  double min(ToDoubleFunction<Lap> value) {
    return laps.stream().mapToDouble(value).min().orElse(0);
  }

  double max(ToDoubleFunction<Lap> value) {
    return laps.stream().mapToDouble(value).max().orElse(0);
  }

  double medianSeconds() {
    return median(lap -> lap.effort().seconds());
  }
}
