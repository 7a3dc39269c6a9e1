package io.waybill.migration.files;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.waybill.chassis.config.YamlMistake;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;

/**
 * Reads JSON or YAML into {@link FileNode}s. Keys that occur twice are a mistake, for whoever wrote
 * both means both; so are aliases, and nesting that no such file needs.
 *
 * <p>JSON is YAML only as long as nobody indents it with tabs, so that a text which begins with a
 * brace is read as JSON first.
 */
final class FileTree {
  private static final int DEEPEST = 16;
  private static final JsonFactory JSON = new JsonFactory();
  private static final YAMLFactory YAML =
      YAMLFactory.builder().loaderOptions(loaderOptions()).build();

  private final FileText file;
  private final JsonParser parser;
  private final Mistakes mistakes;

  private FileTree(FileText file, JsonParser parser, Mistakes mistakes) {
    this.file = file;
    this.parser = parser;
    this.mistakes = mistakes;
  }

  private static LoaderOptions loaderOptions() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(FileText.MOST_BYTES);
    return options;
  }

  static FileNode.Mapping read(FileText file, Mistakes mistakes) {
    String text = withoutMark(file.text());
    try {
      boolean json = text.stripLeading().startsWith("{") && isJson(text);
      try (JsonParser parser = (json ? JSON : YAML).createParser(text)) {
        return new FileTree(file, parser, mistakes).document();
      }
    } catch (JsonProcessingException malformed) {
      mistake(file, text, malformed, mistakes);
    } catch (IOException impossible) {
      throw new IllegalStateException("A text in memory cannot be read", impossible);
    }
    return nothing();
  }

  /** Some editors begin a file with it. */
  private static String withoutMark(String text) {
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private static boolean isJson(String text) throws IOException {
    return findJsonMistake(text).isEmpty();
  }

  private static Optional<JsonProcessingException> findJsonMistake(String text) throws IOException {
    try (JsonParser parser = JSON.createParser(text)) {
      while (parser.nextToken() != null) {
        // To its end.
      }
      return Optional.empty();
    } catch (JsonProcessingException malformed) {
      return Optional.of(malformed);
    }
  }

  /** A file that is called JSON is told what is wrong with its JSON; Jackson's words quote it. */
  private static void mistake(
      FileText file, String text, JsonProcessingException malformed, Mistakes mistakes) {
    if (!file.name().endsWith(".json")) {
      YamlMistake yaml = YamlMistake.of(malformed);
      mistakes.add(
          file,
          yaml.line(),
          "this is %s: %s.".formatted(kind(text), yaml.what().replaceFirst("[.]$", "")));
      return;
    }
    try {
      int line =
          findJsonMistake(text)
              .map(JsonProcessingException::getLocation)
              .map(JsonLocation::getLineNr)
              .orElse(1);
      mistakes.add(
          file,
          line,
          "this is not JSON: look at the quotes, commas and braces on this line and the one"
              + " before it (the last entry of an object has no comma behind it).");
    } catch (IOException impossible) {
      throw new IllegalStateException("A text in memory cannot be read", impossible);
    }
  }

  private static String kind(String text) {
    return text.stripLeading().startsWith("{") ? "neither JSON nor YAML" : "not YAML";
  }

  private static FileNode.Mapping nothing() {
    return new FileNode.Mapping(List.of(), 1);
  }

  private FileNode.Mapping document() throws IOException {
    JsonToken first = parser.nextToken();
    if (first == null || first == JsonToken.VALUE_NULL) {
      return nothing();
    }
    if (first != JsonToken.START_OBJECT) {
      mistakes.add(file, line(), "the file has to be made of keys and values, as in  KEY: VALUE.");
      return nothing();
    }
    FileNode.Mapping root = mapping(1);
    if (parser.nextToken() != null) {
      mistakes.add(
          file, line(), "a second document begins, which would be passed over: remove it.");
    }
    return root;
  }

  private FileNode.Mapping mapping(int depth) throws IOException {
    int line = line();
    List<FileNode.Entry> entries = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      int keyLine = line();
      parser.nextToken();
      Optional<FileNode> value = node(key, depth);
      if (!keys.add(key)) {
        mistakes.add(
            file,
            keyLine,
            "the key \"%s\" occurs twice, and only one of the two would count: make them one."
                .formatted(key));
      } else if (value.isPresent()) {
        entries.add(new FileNode.Entry(key, keyLine, value.get()));
      }
    }
    return new FileNode.Mapping(entries, line);
  }

  private FileNode.Sequence sequence(String key, int depth) throws IOException {
    int line = line();
    List<FileNode> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      node(key, depth).ifPresent(items::add);
    }
    return new FileNode.Sequence(items, line);
  }

  /** The value at the parser; empty where there is a mistake in it. */
  private Optional<FileNode> node(String key, int depth) throws IOException {
    if (parser instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      mistakes.add(
          file,
          line(),
          "\"%s\" has a YAML alias, which is not supported: repeat the value.".formatted(key));
      return Optional.empty();
    }
    if (depth >= DEEPEST && parser.currentToken().isStructStart()) {
      mistakes.add(file, line(), "\"%s\" is nested too deeply.".formatted(key));
      parser.skipChildren();
      return Optional.empty();
    }
    return Optional.of(
        switch (parser.currentToken()) {
          case START_OBJECT -> mapping(depth + 1);
          case START_ARRAY -> sequence(key, depth + 1);
          case VALUE_NULL -> new FileNode.Scalar("", line());
          default -> new FileNode.Scalar(parser.getText(), line());
        });
  }

  private int line() {
    return Math.max(1, parser.currentTokenLocation().getLineNr());
  }
}
