package io.waybill.chassis.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads YAML into {@link Node}s. Keys that occur twice are a problem, as aliases are. */
final class YamlTree {
  private static final YAMLFactory YAML = new YAMLFactory();

  private final YAMLParser parser;
  private final Problems problems;

  private YamlTree(YAMLParser parser, Problems problems) {
    this.parser = parser;
    this.problems = problems;
  }

  /** The document; an empty one is an empty mapping. */
  static Node.Mapping read(String yaml, Problems problems) {
    Node.Mapping nothing = new Node.Mapping(Map.of(), 1);
    try (YAMLParser parser = YAML.createParser(yaml)) {
      JsonToken first = parser.nextToken();
      if (first == null || first == JsonToken.VALUE_NULL) {
        return nothing;
      }
      if (first != JsonToken.START_OBJECT) {
        problems.add("must be made of keys and values, such as \"api:\"", problems.line(1));
        return nothing;
      }
      Node.Mapping root = new YamlTree(parser, problems).mapping("");
      if (parser.nextToken() != null) {
        problems.add(
            "The file holds a second document, which would be passed over: remove it",
            problems.line(line(parser)));
      }
      return root;
    } catch (JsonProcessingException malformed) {
      YamlMistake mistake = YamlMistake.of(malformed);
      problems.add("This is not YAML: " + mistake.what(), problems.line(mistake.line()));
      return nothing;
    } catch (IOException impossible) {
      throw new IllegalStateException("A text in memory cannot be read", impossible);
    }
  }

  private Node.Mapping mapping(String path) throws IOException {
    int line = line(parser);
    Map<String, Node> entries = new LinkedHashMap<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      String name = path.isEmpty() ? key : path + "." + key;
      int keyLine = line(parser);
      parser.nextToken();
      @Nullable Node value = node(name, keyLine);
      if (value != null && entries.put(key, value) != null) {
        problems.add("The key " + name + " occurs twice", problems.line(keyLine));
      }
    }
    return new Node.Mapping(entries, line);
  }

  private Node.Sequence sequence(String path) throws IOException {
    int line = line(parser);
    List<Node> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      @Nullable Node item = node(path, line(parser));
      if (item != null) {
        items.add(item);
      }
    }
    return new Node.Sequence(items, line);
  }

  /** The value at the parser, or null when there is a problem with it. */
  private @Nullable Node node(String path, int line) throws IOException {
    if (parser.isCurrentAlias()) {
      problems.add(
          path + " is a YAML alias, which is not supported: repeat the value", problems.line(line));
      return null;
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> new Node.Mapping(mapping(path).entries(), line);
      case START_ARRAY -> new Node.Sequence(sequence(path).items(), line);
      case VALUE_NULL -> new Node.Scalar("", line);
      default -> new Node.Scalar(parser.getText(), line);
    };
  }

  private static int line(JsonParser parser) {
    return parser.currentTokenLocation().getLineNr();
  }
}
