package io.waybill.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.api.records.RecordFilter;
import io.waybill.api.records.RecordFilters;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** The filter of {@code GET /records} in a body: an object of texts, or of lists of texts. */
final class FilterBodies {
  private FilterBodies() {}

  /** What it says; 422 where it is no such object, or says something impossible. */
  static Map<String, List<String>> read(JsonNode filter) {
    if (!filter.isObject()) {
      throw refused("filter", "filter must be an object, such as {\"status\": \"failed\"}.");
    }
    Map<String, List<String>> said = new TreeMap<>();
    filter
        .properties()
        .forEach(
            entry -> {
              if (!RecordFilters.NAMES.contains(entry.getKey())) {
                throw refused(
                    "filter." + entry.getKey(),
                    "There is no filter \"%s\"; known are %s."
                        .formatted(
                            entry.getKey(), String.join(", ", new TreeSet<>(RecordFilters.NAMES))));
              }
              said.put(entry.getKey(), texts(entry.getKey(), entry.getValue()));
            });
    parse(said);
    return said;
  }

  /** The same as a filter; 422 where it says something impossible. */
  static RecordFilter parse(Map<String, List<String>> said) {
    try {
      return RecordFilters.parse(said);
    } catch (IllegalArgumentException wrong) {
      throw refused("filter", "filter: " + wrong.getMessage());
    }
  }

  private static List<String> texts(String name, JsonNode value) {
    List<String> texts = new ArrayList<>();
    for (JsonNode one : value.isArray() ? value : List.of(value)) {
      if (!one.isTextual()) {
        throw refused(
            "filter." + name, "filter.%s must be a text, or a list of texts.".formatted(name));
      }
      texts.add(one.textValue());
    }
    return texts;
  }

  private static ProblemException refused(String key, String detail) {
    return new ProblemException(Problem.unprocessable(detail).with("key", key));
  }
}
