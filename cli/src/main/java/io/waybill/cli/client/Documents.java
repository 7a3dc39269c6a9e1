package io.waybill.cli.client;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.waybill.chassis.config.YamlMistake;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.Surroundings;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads files that people wrote, in YAML or JSON. */
final class Documents {
  private static final YAMLFactory YAML_FACTORY = new YAMLFactory();
  private static final ObjectMapper YAML = new ObjectMapper(YAML_FACTORY);
  private static final Path STANDARD_INPUT = Path.of("-");

  private Documents() {}

  /**
   * The file's documents, which lines of dashes part; of a document that has nothing but a list
   * under the key, each element of that.
   */
  static List<JsonNode> read(Surroundings surroundings, @Nullable Path file, String listKey) {
    Path named = file == null ? STANDARD_INPUT : file;
    try {
      String text =
          named.equals(STANDARD_INPUT)
              ? Surroundings.standardInput()
              : Files.readString(surroundings.resolve(named));
      requireNoAlias(text, named);
      List<JsonNode> documents = documents(text);
      if (documents.isEmpty()) {
        throw CommandFailure.usage("%s holds no %s.".formatted(named, listKey));
      }
      List<JsonNode> elements = new ArrayList<>();
      for (JsonNode document : documents) {
        JsonNode list = document.path(listKey);
        if (document.size() == 1 && list.isArray()) {
          list.forEach(elements::add);
        } else {
          elements.add(checked(document, named, listKey));
        }
      }
      return elements;
    } catch (JsonProcessingException malformed) {
      YamlMistake mistake = YamlMistake.of(malformed);
      throw CommandFailure.usage(
          "Tried to read %s, but it is neither YAML nor JSON: %s (line %d)."
              .formatted(named, mistake.what(), mistake.line()));
    } catch (NoSuchFileException missing) {
      throw CommandFailure.usage("There is no file %s.".formatted(named));
    } catch (IOException e) {
      throw CommandFailure.usage(
          "Tried to read %s, but failed because: %s.".formatted(named, e.getMessage()));
    }
  }

  /** An alias would be taken for the text that it is called. */
  private static void requireNoAlias(String text, Path file) throws IOException {
    try (YAMLParser parser = YAML_FACTORY.createParser(text)) {
      while (parser.nextToken() != null) {
        if (parser.isCurrentAlias()) {
          throw CommandFailure.usage(
              "%s has a YAML alias (*%s, line %d), which is not supported: repeat the value."
                  .formatted(file, parser.getText(), parser.currentTokenLocation().getLineNr()));
        }
      }
    }
  }

  /** What is written between lines of dashes; where there is nothing, there is no document. */
  private static List<JsonNode> documents(String text) throws IOException {
    List<JsonNode> documents = new ArrayList<>();
    try (JsonParser parser = YAML.createParser(text)) {
      while (parser.nextToken() != null) {
        JsonNode document = YAML.readTree(parser);
        if (!document.isNull()) {
          documents.add(document);
        }
      }
    }
    return documents;
  }

  private static JsonNode checked(JsonNode document, Path file, String listKey) {
    if (document.isArray()) {
      throw CommandFailure.usage(
          "%s holds a list without a key. Put it under %s:  %s: [{name: ...}, {name: ...}]"
              .formatted(file, listKey, listKey));
    }
    if (!document.isObject()) {
      throw CommandFailure.usage("%s holds no object with keys.".formatted(file));
    }
    return document;
  }

  /** The nodes as one array. */
  static ArrayNode array(List<JsonNode> nodes) {
    return Json.lenient().createArrayNode().addAll(nodes);
  }
}
