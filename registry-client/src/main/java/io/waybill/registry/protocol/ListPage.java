package io.waybill.registry.protocol;

import java.util.List;
import java.util.Optional;

/**
 * One page of a list, for whoever reads the pages one at a time, maybe in several processes.
 *
 * @param entries those that were asked for, in the registry's order
 * @param listed how many names the registry gave
 * @param first the first name of all; empty where there was none
 * @param last the last name of all; empty where there was none
 * @param sorted whether the names came in the order of their characters
 * @param next where the list goes on, to be handed back as it is; empty = nowhere
 */
public record ListPage<T>(
    List<T> entries,
    int listed,
    Optional<String> first,
    Optional<String> last,
    boolean sorted,
    Optional<String> next) {

  /** Keeps a copy of the list. */
  public ListPage {
    entries = List.copyOf(entries);
  }
}
