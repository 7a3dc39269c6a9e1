package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What becomes of one rule, key by key. */
final class RuleDiff {
  /** What becomes of it as a whole. */
  enum Kind {
    /** It is made. */
    MAKE("+"),
    /** Some of its keys change. */
    CHANGE("~"),
    /** It is removed. */
    REMOVE("-"),
    /** Nothing. */
    KEEP("=");

    private final String sign;

    Kind(String sign) {
      this.sign = sign;
    }
  }

  private RuleDiff() {}

  /** A line for the rule, and one for each key of it that is not as it was. */
  static List<String> lines(Kind kind, String name, JsonNode before, JsonNode after) {
    List<String> lines = new ArrayList<>();
    lines.add(kind.sign + " " + name);
    Map<String, String> old = flat(before);
    Map<String, String> now = flat(after);
    TreeMap<String, String> keys = new TreeMap<>(old);
    keys.putAll(now);
    for (String key : keys.keySet()) {
      String was = old.get(key);
      String is = now.get(key);
      if (was == null) {
        lines.add("    + %s: %s".formatted(key, is));
      } else if (is == null) {
        lines.add("    - %s: %s".formatted(key, was));
      } else if (!was.equals(is)) {
        lines.add("    ~ %s: %s -> %s".formatted(key, was, is));
      }
    }
    return lines;
  }

  private static Map<String, String> flat(JsonNode node) {
    Map<String, String> values = new TreeMap<>();
    flatten("", node, values);
    return values;
  }

  private static void flatten(String path, JsonNode node, Map<String, String> into) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              entry ->
                  flatten(
                      path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                      entry.getValue(),
                      into));
    } else if (node.isArray() && !node.isEmpty() && node.get(0).isObject()) {
      for (int i = 0; i < node.size(); i++) {
        flatten(path + "[" + i + "]", node.get(i), into);
      }
    } else if (!node.isMissingNode()) {
      into.put(path, node.toString());
    }
  }
}
