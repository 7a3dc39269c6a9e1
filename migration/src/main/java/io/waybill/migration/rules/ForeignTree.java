package io.waybill.migration.rules;

import io.waybill.migration.files.FileNode;
import io.waybill.migration.files.FileText;
import io.waybill.migration.files.MigrationFileException;
import io.waybill.migration.files.Mistakes;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads YAML (and JSON) with its anchors, aliases and merges, which dregsy and regsync recommend to
 * their users. Scalars stay the text that was written, so that the tag {@code 1.10} does not become
 * 1.1. What aliases unfold to is limited.
 */
final class ForeignTree {
  private static final int DEEPEST = 24;
  private static final int MOST_NODES = 1_000_000;

  private static final Pattern SLASH = Pattern.compile("(?<!\\\\)((?:\\\\\\\\)*)\\\\/");

  private int nodes;

  private ForeignTree() {}

  private static LoaderOptions loaderOptions() {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(FileText.MOST_BYTES);
    // Each entry of a long list may merge the same defaults in; what that unfolds to is counted.
    options.setMaxAliasesForCollections(Integer.MAX_VALUE);
    return options;
  }

  /** The file's only document; an empty file is an empty mapping. */
  static FileNode read(FileText file) throws MigrationFileException {
    Mistakes mistakes = new Mistakes();
    try {
      Node root = new Yaml(loaderOptions()).compose(new StringReader(plain(file.text())));
      if (root != null) {
        return new ForeignTree().node(root, 0);
      }
    } catch (MarkedYAMLException wrong) {
      int line = wrong.getProblemMark() == null ? 1 : wrong.getProblemMark().getLine() + 1;
      mistakes.add(file, line, "this is neither YAML nor JSON: " + wrong.getProblem() + ".");
    } catch (YAMLException wrong) {
      mistakes.add("%s cannot be read: %s.".formatted(file.name(), wrong.getMessage()));
    }
    mistakes.throwIfAny();
    return new FileNode.Mapping(List.of(), 1);
  }

  /** What JSON has and this YAML has not: tabs that indent, and a slash behind a backslash. */
  private static String plain(String text) {
    String unmarked = text.startsWith("\uFEFF") ? text.substring(1) : text;
    String begin = unmarked.stripLeading();
    return begin.startsWith("{") || begin.startsWith("[")
        ? SLASH.matcher(unmarked.replace('\t', ' ')).replaceAll("$1/")
        : unmarked;
  }

  private FileNode node(Node node, int depth) {
    count(depth);
    int line = node.getStartMark().getLine() + 1;
    return switch (node) {
      case ScalarNode scalar ->
          new FileNode.Scalar(scalar.getTag().equals(Tag.NULL) ? "" : scalar.getValue(), line);
      case SequenceNode sequence -> {
        List<FileNode> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
          items.add(node(item, depth + 1));
        }
        yield new FileNode.Sequence(items, line);
      }
      case MappingNode mapping ->
          new FileNode.Mapping(List.copyOf(entries(mapping, depth).values()), line);
      default -> throw new YAMLException("it has an alias of nothing");
    };
  }

  private void count(int depth) {
    if (++nodes > MOST_NODES || depth > DEEPEST) {
      throw new YAMLException(
          "what its aliases and its nesting stand for is larger than any such file");
    }
  }

  /** What is written wins over what is merged in, wherever it stands. */
  private Map<String, FileNode.Entry> entries(MappingNode mapping, int depth) {
    Map<String, FileNode.Entry> entries = new LinkedHashMap<>();
    List<Node> merged = new ArrayList<>();
    for (NodeTuple tuple : mapping.getValue()) {
      int line = tuple.getKeyNode().getStartMark().getLine() + 1;
      if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
        merged.add(tuple.getValueNode());
      } else if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new YAMLException("line " + line + " has a key that is no text");
      } else if (entries.put(
              key.getValue(),
              new FileNode.Entry(key.getValue(), line, node(tuple.getValueNode(), depth + 1)))
          != null) {
        throw new YAMLException(
            "the key \"%s\" occurs twice (line %d): make them one".formatted(key.getValue(), line));
      }
    }
    merged.forEach(value -> merge(value, depth + 1, entries));
    return entries;
  }

  private void merge(Node value, int depth, Map<String, FileNode.Entry> into) {
    // What is merged may have no keys, and so count for nothing else.
    count(depth);
    switch (value) {
      case MappingNode mapping -> entries(mapping, depth).forEach(into::putIfAbsent);
      case SequenceNode sequence -> sequence.getValue().forEach(one -> merge(one, depth, into));
      default -> throw new YAMLException("<< stands before something without keys");
    }
  }
}
