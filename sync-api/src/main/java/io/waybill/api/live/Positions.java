package io.waybill.api.live;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How far somebody has heard: for each partition of {@code waybill.records} the first fact that
 * they have not. It means the same to every process, so that a reader may go on with another one.
 *
 * @param next the next offset, by partition
 */
record Positions(SortedMap<Integer, Long> next) {
  private static final Pattern PART = Pattern.compile("([0-9]{1,9})\\.([0-9]{1,18})");

  Positions {
    next = new TreeMap<>(next);
  }

  /** Reads what {@link #toString} has written; empty where it is something else. */
  static Optional<Positions> parse(String text) {
    SortedMap<Integer, Long> next = new TreeMap<>();
    for (String part : text.split("-", -1)) {
      Matcher matcher = PART.matcher(part);
      if (!matcher.matches()) {
        return Optional.empty();
      }
      next.put(Integer.valueOf(matcher.group(1)), Long.valueOf(matcher.group(2)));
    }
    return Optional.of(new Positions(next));
  }

  /** Whether the fact at this place was heard. */
  boolean has(int partition, long offset) {
    return offset < next.getOrDefault(partition, 0L);
  }

  /** Whether all that lies before those positions was heard. */
  boolean reaches(Map<Integer, Long> others) {
    return others.entrySet().stream()
        .allMatch(other -> next.getOrDefault(other.getKey(), 0L) >= other.getValue());
  }

  /** The same after one more fact. */
  Positions after(int partition, long offset) {
    SortedMap<Integer, Long> further = new TreeMap<>(next);
    further.merge(partition, offset + 1, Math::max);
    return new Positions(further);
  }

  /** {@code 0.17-1.4}. */
  @Override
  public String toString() {
    return next.entrySet().stream()
        .map(entry -> entry.getKey() + "." + entry.getValue())
        .collect(Collectors.joining("-"));
  }
}
