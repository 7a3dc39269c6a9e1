package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads lists that come in pages. */
final class Pages {
  private static final String ITEMS = "items";
  private static final String NEXT = "nextCursor";

  /** Of a page. */
  private static final String LARGEST = "500";

  private Pages() {}

  /**
   * Items of a list.
   *
   * @param more whether the list has more than these
   */
  record Beginning(List<JsonNode> items, boolean more) {}

  /**
   * What is done with an item.
   *
   * @param <E> what may go wrong with it
   */
  @FunctionalInterface
  interface Visitor<E extends Exception> {
    void visit(JsonNode item) throws E;
  }

  /** Shows every item, a page at a time, so that no list is kept. */
  static <E extends Exception> void each(
      ApiClient client, String path, Map<String, String> filter, Visitor<E> visitor)
      throws InterruptedException, E {
    Map<String, String> query = new LinkedHashMap<>(filter);
    query.put("limit", LARGEST);
    String next;
    do {
      JsonNode page = client.get(path, query);
      for (JsonNode item : page.path(ITEMS)) {
        visitor.visit(item);
      }
      next = page.path(NEXT).asText("");
      query.put("cursor", next);
    } while (!next.isEmpty());
  }

  /** Every item of the list. */
  static List<JsonNode> all(ApiClient client, String path) throws InterruptedException {
    return first(client, path, Map.of(), Integer.MAX_VALUE);
  }

  /** The list's first items, at most so many. */
  static List<JsonNode> first(ApiClient client, String path, Map<String, String> filter, int most)
      throws InterruptedException {
    return beginning(client, path, filter, most).items();
  }

  /** The same, and whether there is more. */
  static Beginning beginning(ApiClient client, String path, Map<String, String> filter, int most)
      throws InterruptedException {
    List<JsonNode> items = new ArrayList<>();
    boolean more = false;
    Map<String, String> query = new LinkedHashMap<>(filter);
    while (items.size() < most) {
      JsonNode page = client.get(path, query);
      page.path(ITEMS).forEach(items::add);
      String next = page.path(NEXT).asText("");
      more = !next.isEmpty();
      if (!more) {
        break;
      }
      query.put("cursor", next);
    }
    return items.size() > most
        ? new Beginning(items.subList(0, most), true)
        : new Beginning(items, more);
  }
}
