package io.waybill.api.rest;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param items the items
 * @param nextCursor asks for the next part; left out after the last one
 */
record Page<T>(List<T> items, @Nullable String nextCursor) {

  /** A page of a list that was asked for one item more than it shows. */
  static <T> Page<T> of(String list, List<T> found, int limit, Function<T, String> place) {
    if (found.size() <= limit) {
      return new Page<>(found, null);
    }
    List<T> items = found.subList(0, limit);
    return new Page<>(items, PageRequest.cursor(list, place.apply(items.getLast())));
  }
}
