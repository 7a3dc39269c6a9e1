package io.waybill.chassis.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of the configuration, seen through both of its sources: the environment first, then the
 * file. Whoever reads it asks for each key by name and type; what was written but not asked for is
 * an unknown key. Problems are noted, not thrown, so that all of them are found.
 */
final class Section {
  private static final String FILE = "file:";
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,9}");

  private final String path;
  private final String variable;
  private final Node.@Nullable Mapping node;
  private final Environment environment;
  private final Problems problems;
  private final TreeSet<String> known = new TreeSet<>();
  private final Map<String, String> places = new LinkedHashMap<>();

  /** Keys with a value that could not be read; that it is "missing" then would only mislead. */
  private final TreeSet<String> unreadable = new TreeSet<>();

  private Section(
      String path,
      String variable,
      Node.@Nullable Mapping node,
      Environment environment,
      Problems problems) {
    this.path = path;
    this.variable = variable;
    this.node = node;
    this.environment = environment;
    this.problems = problems;
  }

  /** The whole configuration. */
  static Section root(Node.Mapping root, Environment environment, Problems problems) {
    return new Section("", Environment.PREFIX, root, environment, problems);
  }

  /** A value, and where it stands. */
  private record Setting(String text, String place) {}

  /** The key's text; empty is absent. */
  Optional<String> text(String key) {
    return setting(key).map(Setting::text);
  }

  /** The key's value, as the parser reads it; its complaint becomes a problem. */
  <T> Optional<T> parsed(String key, Function<String, T> parser) {
    return setting(key).flatMap(setting -> parse(key, setting, parser));
  }

  /** A whole number. */
  int number(String key, int otherwise) {
    return parsed(key, Section::toNumber).orElse(otherwise);
  }

  /** A whole number; empty where the key is not there. */
  Optional<Integer> number(String key) {
    return parsed(key, Section::toNumber);
  }

  /** A yes or no. */
  boolean flag(String key, boolean otherwise) {
    return parsed(key, Section::toFlag).orElse(otherwise);
  }

  /** A yes or no; empty where the key is not there. */
  Optional<Boolean> flag(String key) {
    return parsed(key, Section::toFlag);
  }

  /** A secret, given or in a file. */
  Optional<Secret> secret(String key) {
    return parsed(key, Section::toSecret);
  }

  /** A list of texts; in the environment separated by commas. */
  Optional<List<String>> texts(String key) {
    return items(key, Function.identity());
  }

  /** A list of secrets. */
  List<Secret> secrets(String key) {
    return items(key, Section::revealFile).orElse(List.of()).stream().map(Secret::of).toList();
  }

  /** Something in a list of which each can be a secret or keys of its own. */
  sealed interface Item {
    /** A secret, as it is. */
    record Text(Secret secret) implements Item {}

    /** Keys and values. */
    record Keys(Section section) implements Item {}
  }

  /** A list of secrets and of parts with keys; the environment has secrets only. */
  List<Item> list(String key) {
    known.add(key);
    @Nullable Node value = node == null ? null : node.entries().get(key);
    boolean set = environment.find(Environment.variable(variable, key)).isPresent();
    if (set || !(value instanceof Node.Sequence sequence)) {
      return items(key, Section::toSecret).orElse(List.of()).stream()
          .<Item>map(Item.Text::new)
          .toList();
    }
    places.put(key, problems.line(sequence.line()));
    List<Item> list = new ArrayList<>();
    for (Node item : sequence.items()) {
      if (item instanceof Node.Mapping keys) {
        list.add(new Item.Keys(child(key + "[" + list.size() + "]", keys)));
      } else {
        scalar(key, item)
            .flatMap(setting -> parse(key, setting, Section::toSecret))
            .ifPresent(secret -> list.add(new Item.Text(secret)));
      }
    }
    return list;
  }

  /** The part below the key. */
  Section section(String key) {
    known.add(key);
    return child(key, mapping(key));
  }

  /**
   * The parts below the key, whose names people choose: those of the file, and those of which only
   * variables speak (WAYBILL_REGISTRIES_TOKYO_URL makes {@code tokyo}).
   *
   * @param keys the keys that such a part has
   */
  Map<String, Section> entries(String key, List<String> keys) {
    known.add(key);
    String parent = Environment.variable(variable, key);
    Map<String, Section> entries = new LinkedHashMap<>();
    Section all = child(key, mapping(key));
    List<String> taken = new ArrayList<>();
    if (all.node != null) {
      for (String name : all.node.entries().keySet()) {
        entries.put(name, all.child(name, all.mapping(name)));
        taken.add(Environment.variable(parent, name) + "_");
      }
    }
    for (String name : environment.below(parent)) {
      if (taken.stream().noneMatch(name::startsWith)) {
        EnvironmentNames.entry(name.substring(parent.length() + 1), keys)
            .ifPresent(entry -> entries.computeIfAbsent(entry, e -> all.child(e, null)));
      }
    }
    return entries;
  }

  /** Names and texts below the key, such as a client's properties. */
  Map<String, String> properties(String key, Pattern secretNames) {
    known.add(key);
    Section all = child(key, mapping(key));
    Map<String, String> properties = new LinkedHashMap<>();
    TreeSet<String> names = new TreeSet<>();
    if (all.node != null) {
      names.addAll(all.node.entries().keySet());
    }
    List<String> taken =
        names.stream().map(name -> Environment.variable(all.variable, name)).toList();
    for (String name : environment.below(all.variable)) {
      if (!taken.contains(name)) {
        names.add(EnvironmentNames.property(name.substring(all.variable.length() + 1)));
      }
    }
    for (String name : names) {
      Function<String, String> parser =
          secretNames.matcher(name).matches() ? Section::revealFile : Function.identity();
      all.parsed(name, parser).ifPresent(value -> properties.put(name, value));
      places.put(key + "." + name, all.place(name));
    }
    return properties;
  }

  /** Names and values below the key; in the environment {@code name=value}, separated by commas. */
  <T> Map<String, T> pairs(String key, Function<String, T> parser) {
    known.add(key);
    String name = Environment.variable(variable, key);
    Map<String, T> pairs = new LinkedHashMap<>();
    Optional<String> set = environment.find(name);
    if (set.isPresent()) {
      places.put(key, "environment variable " + name);
      for (String pair : set.get().split(",", -1)) {
        int equals = pair.indexOf('=');
        Setting setting = new Setting(pair.substring(equals + 1).strip(), place(key));
        if (equals < 1) {
          problems.add(name(key) + " must be name=value, but is \"" + pair + "\"", setting.place());
        } else {
          parse(key, setting, parser)
              .ifPresent(value -> pairs.put(pair.substring(0, equals).strip(), value));
        }
      }
      return pairs;
    }
    Section all = child(key, mapping(key));
    if (all.node != null) {
      all.node
          .entries()
          .forEach(
              (entry, value) ->
                  all.scalar(entry, value)
                      .flatMap(setting -> all.parse(entry, setting, parser))
                      .ifPresent(parsed -> pairs.put(entry, parsed)));
    }
    return pairs;
  }

  /** Makes a record of some of this part's keys, and notes what its constructor finds wrong. */
  <T> Optional<T> part(Supplier<T> constructor) {
    return checked(constructor);
  }

  /** Makes the record of this part, and notes what its constructor finds wrong. */
  <T> Optional<T> make(Supplier<T> constructor) {
    reportUnknown();
    return checked(constructor);
  }

  /**
   * The same for a record that compares its parts: where one of them is broken already, a complaint
   * about how they fit would only mislead.
   */
  <T> Optional<T> makeUnlessBroken(Supplier<T> constructor) {
    reportUnknown();
    return problems.isEmpty() ? checked(constructor) : Optional.empty();
  }

  private <T> Optional<T> checked(Supplier<T> constructor) {
    try {
      return Optional.of(constructor.get());
    } catch (InvalidSettingsException invalid) {
      invalid.complaints().stream()
          .filter(complaint -> !unreadable.contains(complaint.key()))
          .forEach(complaint -> problems.add(complaint.text(path), place(complaint.key())));
      return Optional.empty();
    }
  }

  /** Notes that a key has to be there. */
  void missing(String key, String why) {
    problems.add(name(key) + " is missing: " + why, place(key));
  }

  private void reportUnknown() {
    if (node == null) {
      return;
    }
    node.entries()
        .forEach(
            (key, value) -> {
              if (!known.contains(key)) {
                problems.add(
                    "Unknown key "
                        + name(key)
                        + " in "
                        + problems.line(value.line())
                        + Problems.suggestion(key, known));
              }
            });
  }

  private Optional<Setting> setting(String key) {
    known.add(key);
    String name = Environment.variable(variable, key);
    Optional<String> set = environment.find(name);
    if (set.isPresent()) {
      places.put(key, "environment variable " + name);
      return Optional.of(new Setting(set.get(), place(key)));
    }
    @Nullable Node value = node == null ? null : node.entries().get(key);
    return value == null ? Optional.empty() : scalar(key, value);
  }

  private Optional<Setting> scalar(String key, Node value) {
    String place = problems.line(value.line());
    places.put(key, place);
    if (!(value instanceof Node.Scalar scalar)) {
      problems.add(name(key) + " must be a single value", place);
      return Optional.empty();
    }
    return parse(key, new Setting(scalar.text(), place), environment::interpolate)
        .filter(text -> !text.isEmpty())
        .map(text -> new Setting(text, place));
  }

  /** A list of what the parser makes of each text; empty where the key is not there. */
  <T> Optional<List<T>> items(String key, Function<String, T> parser) {
    known.add(key);
    String name = Environment.variable(variable, key);
    Optional<String> set = environment.find(name);
    List<Setting> settings = new ArrayList<>();
    @Nullable Node value = node == null ? null : node.entries().get(key);
    if (set.isPresent()) {
      places.put(key, "environment variable " + name);
      Arrays.stream(set.get().split(",", -1))
          .map(text -> new Setting(text.strip(), place(key)))
          .forEach(settings::add);
    } else if (value instanceof Node.Sequence sequence) {
      sequence.items().forEach(item -> scalar(key, item).ifPresent(settings::add));
      places.put(key, problems.line(sequence.line()));
    } else if (value instanceof Node.Scalar scalar && scalar.text().isEmpty()) {
      return Optional.empty();
    } else if (value != null) {
      problems.add(name(key) + " must be a list, such as [a, b]", problems.line(value.line()));
      return Optional.empty();
    } else {
      return Optional.empty();
    }
    List<T> parsed = new ArrayList<>();
    settings.stream()
        .filter(setting -> !setting.text().isEmpty())
        .forEach(setting -> parse(key, setting, parser).ifPresent(parsed::add));
    return Optional.of(parsed);
  }

  private <T> Optional<T> parse(String key, Setting setting, Function<String, T> parser) {
    try {
      return Optional.of(parser.apply(setting.text()));
    } catch (NotTheType wrong) {
      unreadable.add(key);
      problems.add(name(key) + " " + wrong.getMessage(), setting.place());
    } catch (IllegalArgumentException invalid) {
      unreadable.add(key);
      String said = String.valueOf(invalid.getMessage());
      boolean predicate = said.startsWith("refers to ") || said.startsWith("has a ");
      problems.add(name(key) + (predicate ? " " : ": ") + said, setting.place());
    }
    return Optional.empty();
  }

  private Node.@Nullable Mapping mapping(String key) {
    @Nullable Node value = node == null ? null : node.entries().get(key);
    if (value != null) {
      places.put(key, problems.line(value.line()));
    }
    if (value instanceof Node.Mapping mapping) {
      return mapping;
    }
    if (value != null && !(value instanceof Node.Scalar scalar && scalar.text().isEmpty())) {
      problems.add(name(key) + " must be made of keys and values", problems.line(value.line()));
    }
    return null;
  }

  private Section child(String key, Node.@Nullable Mapping below) {
    return new Section(
        name(key), Environment.variable(variable, key), below, environment, problems);
  }

  private String name(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Where the key stands, or else its part, or else the file. */
  private String place(String key) {
    @Nullable String place = places.get(key);
    int dot = key.lastIndexOf('.');
    if (place == null && dot > 0) {
      return place(key.substring(0, dot));
    }
    if (place != null) {
      return place;
    }
    return node == null ? problems.source() : problems.line(node.line());
  }

  /** A value of another type than the key's; the message is the rest of a sentence. */
  private static final class NotTheType extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    NotTheType(String message) {
      super(message);
    }
  }

  private static Integer toNumber(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw new NotTheType("must be a whole number, but is \"" + text + "\"");
    }
    return Integer.valueOf(text);
  }

  private static Boolean toFlag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new NotTheType("must be true or false, but is \"" + text + "\"");
    };
  }

  static Secret toSecret(String text) {
    String value = revealFile(text);
    return text.startsWith(FILE)
        ? Secret.inFile(Path.of(text.substring(FILE.length())), value)
        : Secret.of(value);
  }

  private static String revealFile(String text) {
    if (!text.startsWith(FILE)) {
      return text;
    }
    Path file = Path.of(text.substring(FILE.length()));
    String content;
    try {
      content = Files.readString(file);
    } catch (IOException unreadable) {
      throw new NotTheType(
          "names the file " + file + ", which cannot be read: " + reason(unreadable));
    }
    String secret = content.replaceFirst("\\r?\\n\\z", "");
    if (secret.isEmpty()) {
      throw new NotTheType("names the file " + file + ", which is empty");
    }
    return secret;
  }

  static String reason(IOException failure) {
    return switch (failure) {
      case java.nio.file.NoSuchFileException missing -> "there is no such file";
      case java.nio.file.AccessDeniedException denied -> "this user may not read it";
      case java.nio.charset.CharacterCodingException binary -> "it is not text in UTF-8";
      default -> String.valueOf(failure.getMessage());
    };
  }
}
