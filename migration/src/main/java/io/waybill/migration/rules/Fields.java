package io.waybill.migration.rules;

import io.waybill.migration.files.FileNode;
import io.waybill.migration.rules.Remark.Effect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The keys of one object of a file. It knows which of them have been asked for: {@link #finish()}
 * reports the rest.
 */
final class Fields {
  private final RuleCollector collector;
  private final String file;
  private final String path;
  private final FileNode.Mapping node;
  private final Set<String> asked = new HashSet<>();
  private final Map<String, List<Fields>> below = new LinkedHashMap<>();

  private Fields(RuleCollector collector, String file, String path, FileNode.Mapping node) {
    this.collector = collector;
    this.file = file;
    this.path = path;
    this.node = node;
  }

  /** Those of a file, or of what stands at the path in it; of anything but an object, none. */
  static Fields of(RuleCollector collector, String file, String path, FileNode node) {
    if (node instanceof FileNode.Mapping mapping) {
      return new Fields(collector, file, path, mapping);
    }
    if (!(node instanceof FileNode.Scalar(String text, int _) && text.isEmpty())) {
      collector.remark(
          new Remark(
              file,
              node.line(),
              path,
              Effect.LEFT_OUT,
              "it is no object with keys",
              "Look at it."));
    }
    return new Fields(collector, file, path, new FileNode.Mapping(List.of(), node.line()));
  }

  /** A place without keys, to say something of. */
  static Fields at(RuleCollector collector, String file, int line, String path) {
    return new Fields(collector, file, path, new FileNode.Mapping(List.of(), line));
  }

  /** What stands under the keys. */
  List<FileNode> values() {
    return node.entries().stream().map(FileNode.Entry::value).toList();
  }

  boolean isEmpty() {
    return node.entries().isEmpty();
  }

  String path() {
    return path;
  }

  /** The names of the keys; to ask for them is something else. */
  List<String> keys() {
    return node.entries().stream().map(FileNode.Entry::key).toList();
  }

  /** What stands there; empty where nothing does. */
  Optional<FileNode> find(String key) {
    asked.add(key);
    return node.find(key)
        .filter(value -> !(value instanceof FileNode.Scalar(String text, int _) && text.isEmpty()));
  }

  boolean has(String key) {
    return find(key).isPresent();
  }

  /** A text. */
  Optional<String> text(String key) {
    Optional<FileNode> value = find(key);
    if (value.isPresent() && !(value.get() instanceof FileNode.Scalar)) {
      remark(key, Effect.LEFT_OUT, "a text should stand here", "Look at it.");
      return Optional.empty();
    }
    return value.map(scalar -> ((FileNode.Scalar) scalar).text().strip());
  }

  /** Whether it says yes; left out, it does not say. */
  Optional<Boolean> flag(String key) {
    return text(key)
        .map(
            text ->
                switch (text.toLowerCase(Locale.ROOT)) {
                  case "true", "yes", "on", "y" -> true;
                  default -> false;
                });
  }

  boolean isSet(String key) {
    return flag(key).orElse(false);
  }

  Optional<Integer> number(String key) {
    return text(key)
        .flatMap(
            text -> {
              try {
                return Optional.of(Integer.valueOf(text));
              } catch (NumberFormatException none) {
                remark(key, Effect.LEFT_OUT, "a whole number should stand here", "Look at it.");
                return Optional.empty();
              }
            });
  }

  /** A list of texts; a text alone is a list of one. */
  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (FileNode item : items(key)) {
      if (item instanceof FileNode.Scalar(String text, int _)) {
        texts.add(text.strip());
      } else {
        remark(key, Effect.LEFT_OUT, "a list of texts should stand here", "Look at it.");
      }
    }
    return List.copyOf(texts);
  }

  /** The elements of a list. */
  List<FileNode> items(String key) {
    Optional<FileNode> value = find(key);
    return value.isEmpty()
        ? List.of()
        : value.get() instanceof FileNode.Sequence(List<FileNode> items, int _)
            ? items
            : List.of(value.get());
  }

  /** The objects of a list; the same each time. */
  List<Fields> objects(String key) {
    List<FileNode> items = items(key);
    List<Fields> known = below.get(key);
    if (known != null) {
      return known;
    }
    List<Fields> objects = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      objects.add(of(collector, file, at(key) + "[" + i + "]", items.get(i)));
    }
    below.put(key, List.copyOf(objects));
    return List.copyOf(objects);
  }

  /** The object there, the same each time; without keys where there is none. */
  Fields object(String key) {
    FileNode nothing = new FileNode.Mapping(List.of(), node.line());
    FileNode value = find(key).orElse(nothing);
    return below.computeIfAbsent(key, _ -> List.of(of(collector, file, at(key), value))).getFirst();
  }

  /** All of it has been spoken of. */
  void passOver() {
    node.entries().forEach(entry -> asked.add(entry.key()));
    below.values().forEach(objects -> objects.forEach(Fields::passOver));
  }

  /** Says that a key means nothing here, where it is there. */
  void note(String key, Effect effect, String there, String here) {
    if (has(key)) {
      remark(key, effect, there, here);
    }
  }

  /** Says what becomes of a key. */
  void remark(String key, Effect effect, String there, String here) {
    asked.add(key);
    String first = key.replaceFirst("[.\\[].*", "");
    asked.add(first);
    int line =
        node.entries().stream()
            .filter(entry -> entry.key().equals(key) || entry.key().equals(first))
            .map(FileNode.Entry::line)
            .findFirst()
            .orElse(node.line());
    collector.remark(new Remark(file, line, key.isEmpty() ? path : at(key), effect, there, here));
  }

  /** Says what becomes of all of it. */
  void remark(Effect effect, String there, String here) {
    remark("", effect, there, here);
  }

  /** Reports the keys that nobody has asked for, here and in the objects below. */
  void finish() {
    below.values().forEach(objects -> objects.forEach(Fields::finish));
    for (FileNode.Entry entry : node.entries()) {
      if (!asked.contains(entry.key())) {
        remark(
            entry.key(),
            Effect.UNKNOWN,
            "no key that Waybill knows of this format",
            "Look whether it matters; nothing was made of it.");
      }
    }
  }

  private String at(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
