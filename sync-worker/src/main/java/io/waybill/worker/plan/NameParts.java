package io.waybill.worker.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Things that are kept by a part of a name, and found by the whole of it. To find them takes a
 * look-up for each length of part that there is, and not more with more things.
 */
final class NameParts<T> {
  /** Which part. */
  enum Part {
    WHOLE,
    BEGINNING,
    END
  }

  private final Part part;
  private final TreeMap<Integer, Map<String, List<T>>> byLength = new TreeMap<>();

  NameParts(Part part) {
    this.part = part;
  }

  void add(String key, T thing) {
    byLength
        .computeIfAbsent(key.length(), length -> new HashMap<>())
        .computeIfAbsent(key, unseen -> new ArrayList<>(1))
        .add(thing);
  }

  void remove(String key, T thing) {
    Map<String, List<T>> sameLength = byLength.getOrDefault(key.length(), Map.of());
    List<T> things = sameLength.get(key);
    if (things != null && things.remove(thing) && things.isEmpty()) {
      sameLength.remove(key);
      if (sameLength.isEmpty()) {
        byLength.remove(key.length());
      }
    }
  }

  /** How many things are kept by this. */
  int count(String key) {
    List<T> things = byLength.getOrDefault(key.length(), Map.of()).get(key);
    return things == null ? 0 : things.size();
  }

  /** Shows everything that is kept by a part of this name. */
  void find(String name, Consumer<T> seen) {
    if (part == Part.WHOLE) {
      byLength.getOrDefault(name.length(), Map.of()).getOrDefault(name, List.of()).forEach(seen);
      return;
    }
    byLength
        .headMap(name.length(), true)
        .forEach(
            (length, things) -> things.getOrDefault(cut(name, length), List.of()).forEach(seen));
  }

  private String cut(String name, int length) {
    return part == Part.BEGINNING
        ? name.substring(0, length)
        : name.substring(name.length() - length);
  }
}
