package io.waybill.migration.rules;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.wire.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rules and registries as a person would write them: without what goes without saying. */
public final class RuleText {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .build());

  private RuleText() {}

  /** The rules as a list under {@code rules}, as {@code waybill rules apply} takes it. */
  public static ObjectNode document(List<RuleSpec> rules) {
    ObjectNode document = Json.lenient().createObjectNode();
    ArrayNode list = document.putArray("rules");
    rules.forEach(rule -> list.add(brief(rule)));
    return document;
  }

  /** The same as a text. */
  public static String yaml(List<RuleSpec> rules) {
    return text(document(rules));
  }

  /** The registries as the configuration has them, under {@code registries}. */
  public static String configuration(List<ImportedRegistry> registries) {
    ObjectNode document = Json.lenient().createObjectNode();
    ObjectNode all = document.putObject("registries");
    for (ImportedRegistry registry : registries) {
      ObjectNode keys = all.putObject(registry.name());
      registry.keys().forEach((key, value) -> put(keys, key, value));
    }
    return text(document);
  }

  private static void put(ObjectNode keys, String key, String value) {
    int dot = key.indexOf('.');
    if (dot > 0) {
      put(keys.withObjectProperty(key.substring(0, dot)), key.substring(dot + 1), value);
    } else if (value.equals("true")) {
      keys.put(key, true);
    } else if (value.matches("[0-9]{1,9}") && !key.equals("username")) {
      keys.put(key, Integer.parseInt(value));
    } else {
      keys.put(key, value);
    }
  }

  /** The rule without what it would say if it were left out. */
  static ObjectNode brief(RuleSpec rule) {
    ObjectNode tree = Json.lenient().valueToTree(rule);
    ObjectNode plain =
        Json.lenient().valueToTree(RuleSpec.of(rule.name(), rule.source(), rule.targets()));
    for (Map.Entry<String, JsonNode> usual : plain.properties()) {
      boolean needed = List.of("name", "source", "targets").contains(usual.getKey());
      if (!needed && usual.getValue().equals(tree.path(usual.getKey()))) {
        tree.remove(usual.getKey());
      }
    }
    ObjectNode source = (ObjectNode) tree.path("source");
    drop(source, "tags", "[\"*\"]");
    drop(source, "excludeTags", "[]");
    tree.path("targets")
        .forEach(
            target -> {
              drop((ObjectNode) target, "repository", "\"{repository}\"");
              drop((ObjectNode) target, "tag", "\"{tag}\"");
              drop((ObjectNode) target, "flatten", "\"none\"");
            });
    shorten(tree);
    return tree;
  }

  /** What can be said in a word is. */
  private static void shorten(ObjectNode tree) {
    JsonNode schedule = tree.path("schedule");
    if (schedule.path("timeZone").asText().equals("Z")) {
      tree.set("schedule", schedule.path("cron"));
    }
    ObjectNode source = (ObjectNode) tree.path("source");
    for (String key : List.of("repositories", "tags", "excludeTags", "excludeRepositories")) {
      Optional.of(source.path(key))
          .filter(list -> list.isArray() && list.size() == 1)
          .ifPresent(list -> source.set(key, list.path(0)));
    }
  }

  private static void drop(ObjectNode tree, String key, String usual) {
    if (tree.path(key).toString().equals(usual)) {
      tree.remove(key);
    }
  }

  private static String text(JsonNode document) {
    try {
      return YAML.writeValueAsString(document);
    } catch (JsonProcessingException defect) {
      throw new IllegalStateException("What was made here cannot be written as YAML", defect);
    }
  }
}
