package io.waybill.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The times measured for one case, in nanoseconds. */
final class Sample {
  private final String name;
  private final List<Long> nanos = new ArrayList<>();

  Sample(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  void add(long measured) {
    nanos.add(measured);
  }

  int count() {
    return nanos.size();
  }

  /** The value that the share of the measurements does not exceed (nearest rank). */
  long quantile(double share) {
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    int rank = (int) Math.ceil(share * sorted.size()) - 1;
    return sorted.get(Math.max(0, rank));
  }
}
