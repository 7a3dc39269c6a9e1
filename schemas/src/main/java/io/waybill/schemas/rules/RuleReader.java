package io.waybill.schemas.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.schemas.wire.Json;
import io.waybill.schemas.wire.JsonProblems;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a rule, and finds everything that is wrong with it at once: what cannot be read is put
 * right in a copy, so that what comes after it is read as well.
 */
public final class RuleReader {
  /** What stands in for a name that is wrong; no registry is called so. */
  public static final String STAND_IN = "waybill.stand-in";

  private static final int MOST_PROBLEMS = 50;
  private static final String TARGET = "{\"registry\": \"" + STAND_IN + "\"}";
  private static final Pattern FIRST_WORD =
      Pattern.compile("^([a-zA-Z]+)(?:\\[([0-9]{1,4})])?(?::| must | is | needs | says )");

  /** What a key may say, whatever the rule; keys that are not here can be left out. */
  private static final Map<String, String> STAND_INS =
      Map.ofEntries(
          Map.entry("name", "\"stand-in\""),
          Map.entry(
              "source", "{\"registry\": \"" + STAND_IN + "\", \"repositories\": \"stand-in\"}"),
          Map.entry("source.registry", '"' + STAND_IN + '"'),
          Map.entry("source.repositories", "[\"stand-in\"]"),
          Map.entry("targets", "[" + TARGET + "]"),
          Map.entry("targets[]", TARGET),
          Map.entry("targets[].registry", '"' + STAND_IN + '"'),
          Map.entry("source.repositories[]", "\"stand-in\""),
          Map.entry("source.excludeRepositories[]", "\"stand-in\""),
          Map.entry("source.tags[]", "\"stand-in\""),
          Map.entry("source.excludeTags[]", "\"stand-in\""),
          Map.entry("deletes.protectTags[]", "\"stand-in\""),
          Map.entry("artifacts[]", "\"any\""),
          Map.entry("platforms[]", "\"linux/amd64\""));

  private final ObjectNode tree;
  private final List<RuleProblem> problems = new ArrayList<>();
  private final Set<String> mended = new HashSet<>();

  private RuleReader(ObjectNode tree) {
    this.tree = tree.deepCopy();
  }

  /**
   * What could be read.
   *
   * @param spec the rule, with stand-ins where something was wrong; empty where that is too much
   * @param problems what is wrong
   */
  public record Read(Optional<RuleSpec> spec, List<RuleProblem> problems) {}

  /** Reads the rule that the document is. */
  public static Read read(ObjectNode tree) {
    return new RuleReader(tree).read();
  }

  private Read read() {
    while (problems.size() < MOST_PROBLEMS) {
      try {
        RuleSpec spec = Json.strict().treeToValue(tree, RuleSpec.class);
        return new Read(Optional.of(spec), List.copyOf(problems));
      } catch (JsonMappingException wrong) {
        Place place = place(wrong);
        problems.add(new RuleProblem(place.key(), detail(place, wrong)));
        if (!mended.add(place.key()) || !mend(place, wrong)) {
          break;
        }
      } catch (JsonProcessingException unreadable) {
        problems.add(new RuleProblem("", JsonProblems.describe(unreadable)));
        break;
      }
    }
    return new Read(Optional.empty(), List.copyOf(problems));
  }

  /**
   * Where something is wrong.
   *
   * @param steps names and numbers, from the outermost value
   */
  private record Place(List<Object> steps) {
    String key() {
      StringBuilder key = new StringBuilder();
      for (Object step : steps) {
        if (step instanceof Integer) {
          key.append('[').append(step).append(']');
        } else {
          key.append(key.isEmpty() ? "" : ".").append(step);
        }
      }
      return key.toString();
    }

    /** The key without numbers. */
    String kind() {
      return key().replaceAll("\\[[0-9]+]", "[]");
    }

    Place outer() {
      return new Place(steps.subList(0, steps.size() - 1));
    }
  }

  private Place place(JsonMappingException wrong) {
    List<Object> steps = new ArrayList<>();
    for (JsonMappingException.Reference step : wrong.getPath()) {
      steps.add(step.getFieldName() == null ? (Object) step.getIndex() : step.getFieldName());
    }
    // What a record refuses, it refuses as a whole, and names the key first.
    Throwable cause = wrong.getCause();
    Matcher named =
        FIRST_WORD.matcher(cause == null || cause.getMessage() == null ? "" : cause.getMessage());
    if (find(new Place(steps)) instanceof ObjectNode && named.find()) {
      steps.add(named.group(1));
      if (named.group(2) != null) {
        steps.add(Integer.valueOf(named.group(2)));
      }
    }
    return new Place(steps);
  }

  /** What a record refuses is told under the key, not under the record. */
  private static String detail(Place place, JsonMappingException wrong) {
    String record = JsonProblems.path(wrong);
    Throwable cause = wrong.getCause();
    return cause == null || record.isEmpty() || !place.key().startsWith(record + ".")
        ? JsonProblems.describe(wrong)
        : record + "." + cause.getMessage();
  }

  private JsonNode find(Place place) {
    JsonNode at = tree;
    for (Object step : place.steps()) {
      at = step instanceof Integer index ? at.path(index) : at.path(step.toString());
    }
    return at;
  }

  /** Takes what is wrong away, or puts something else in its place. */
  private boolean mend(Place place, JsonMappingException wrong) {
    if (place.steps().isEmpty()) {
      return false;
    }
    Object last = place.steps().getLast();
    JsonNode outer = find(place.outer());
    String standIn = STAND_INS.get(place.kind());
    if (outer instanceof ObjectNode object && last instanceof String name) {
      if (standIn == null || wrong instanceof UnrecognizedPropertyException) {
        object.remove(name);
      } else {
        object.set(name, parse(standIn));
      }
      return true;
    }
    if (outer instanceof ArrayNode array && last instanceof Integer index && standIn != null) {
      if (index < array.size()) {
        array.set(index, parse(standIn));
      }
      return index < array.size();
    }
    // One value can stand for a list of one.
    return last instanceof Integer && mend(place.outer(), wrong);
  }

  private static JsonNode parse(String json) {
    try {
      return Json.strict().readTree(json);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("A stand-in is JSON", impossible);
    }
  }
}
