package io.waybill.chassis.config;

import io.waybill.schemas.names.Registry;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes the reference of all keys, from the records, their annotations and their defaults. */
final class ConfigurationReference {
  private static final String HEAD =
      """
      # Configuration

      <!-- Generated from the records of io.waybill.chassis.config by ConfigurationReferenceTest; changes belong there. -->

      One file, `waybill.yaml`, serves every role. Each key can also be set by an environment variable, which wins over the file.
      In a variable a list is separated by commas; a variable that is set to nothing is not set.

      `${NAME}` in a text of the file is replaced by the environment variable `NAME`, which must be set; `${NAME:-text}` has a default,
      and `$${` is a plain `${`. A secret may be `file:/path`: it is the file's content without the last line break.

      A time is a whole number and `ms`, `s`, `m`, `h` or `d`; a size is a whole number and `B`, `KiB`, `MiB`, `GiB` or `TiB`;
      a rate is a size and `/s`.

      Names that people choose are part of a variable's name in upper case, everything but letters and digits as `_`: the password of the
      registry `cn-east` is `WAYBILL_REGISTRIES_CN_EAST_PASSWORD`. A registry or webhook that only variables speak of is called by
      the name in lower case, with `-` for `_`.

      A key that is not in this list, and a variable that begins with `WAYBILL_` and sets no key, stop the start.
      """;

  /** What an entry of a map looks like that says only what it must. */
  private static final Map<Class<?>, Record> ENTRIES =
      Map.of(
          RegistryConfig.class,
          RegistryConfig.at(URI.create("https://registry.example.com")),
          WebhookConfig.class,
          WebhookConfig.of(Registry.of("shanghai"), WebhookConfig.DISTRIBUTION, Optional.empty()),
          SigningConfig.class,
          new SigningConfig(Secret.of("0123456789abcdef"), List.of()),
          KubernetesConfig.class,
          KubernetesConfig.IN_CLUSTER,
          GrantConfig.class,
          GrantConfig.of(Role.VIEWER),
          CallerConfig.class,
          CallerConfig.of("ci", Secret.of("0123456789abcdef"), Role.VIEWER));

  /** What an entry must say. */
  private static final List<String> REQUIRED = List.of("url", "registry", "secret");

  private static final List<String> REQUIRED_OF_CALLERS = List.of("name", "token", "role");

  private final StringBuilder out = new StringBuilder(HEAD);

  String markdown() throws ReflectiveOperationException {
    table("", "Top level", "", WaybillConfig.DEFAULT);
    sections("", WaybillConfig.DEFAULT);
    return out.toString();
  }

  private void sections(String prefix, Record record) throws ReflectiveOperationException {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      String path = prefix + component.getName();
      if (component.isAnnotationPresent(Inline.class)) {
        sections(prefix, (Record) component.getAccessor().invoke(record));
        continue;
      }
      if (component.getAccessor().invoke(record) instanceof Record nested && isSection(nested)) {
        table(path + ".", "`" + path + "`", key(component).value(), nested);
        sections(path + ".", nested);
        continue;
      }
      Record entry = entry(component);
      if (entry != null) {
        String name = path + (isList(component) ? "[]" : ".<name>");
        table(name + ".", "`" + name + "`", key(component).value(), entry);
        sections(name + ".", entry);
      }
    }
  }

  private void table(String prefix, String title, String text, Record record)
      throws ReflectiveOperationException {
    out.append("\n## ").append(title).append("\n\n");
    if (!text.isEmpty()) {
      out.append(text).append("\n\n");
    }
    out.append("| key | variable | default | meaning |\n|---|---|---|---|\n");
    rows(prefix, record);
  }

  private void rows(String prefix, Record record) throws ReflectiveOperationException {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      String path = prefix + component.getName();
      Object value = component.getAccessor().invoke(record);
      if (component.isAnnotationPresent(Inline.class)) {
        rows(prefix, (Record) value);
        continue;
      }
      boolean section =
          (entry(component) != null && !isList(component))
              || (value instanceof Record nested && isSection(nested));
      String meaning = key(component).value();
      out.append("| `").append(component.getName()).append("` | ");
      String names = isProperties(component) ? path + ".<name>" : path;
      boolean listed = path.contains("[]");
      out.append(section || listed ? "" : "`" + variable(names) + "`").append(" | ");
      out.append(section ? "" : shown(component, value, record)).append(" | ");
      out.append(meaning);
      if (!key(component).example().isEmpty()) {
        out.append(" Example: `").append(key(component).example()).append("`");
      }
      out.append(" |\n");
    }
  }

  private static String shown(RecordComponent component, Object value, Record record) {
    boolean caller = record instanceof CallerConfig || record instanceof GrantConfig;
    boolean required =
        ENTRIES.containsKey(record.getClass())
            && (caller ? REQUIRED_OF_CALLERS : REQUIRED).contains(component.getName());
    if (required) {
      return "required";
    }
    return switch (value) {
      case Optional<?> none -> "";
      case Map<?, ?> map -> "";
      case Collection<?> list ->
          list.isEmpty()
              ? ""
              : list.stream().map(item -> "`" + item + "`").collect(Collectors.joining(", "));
      case Enum<?> constant -> "`" + constant.name().toLowerCase(Locale.ROOT) + "`";
      case Path path -> "`" + path + "`";
      default -> "`" + value + "`";
    };
  }

  private static Key key(RecordComponent component) {
    Key key = component.getAnnotation(Key.class);
    if (key == null) {
      throw new AssertionError(component + " has no @Key, so nobody can know what it means");
    }
    return key;
  }

  private static boolean isSection(Record record) {
    return record.getClass().getPackage().equals(WaybillConfig.class.getPackage());
  }

  /** A map with a variable for each name; in others the names are a part of the value. */
  private static boolean isProperties(RecordComponent component) {
    return component.getGenericType() instanceof ParameterizedType parameterized
        && component.getType().equals(Map.class)
        && List.of(parameterized.getActualTypeArguments()).getLast().equals(String.class);
  }

  private static boolean isList(RecordComponent component) {
    return component.getType().equals(List.class);
  }

  /** An entry of the map or the list that the component is, if it is one of records. */
  private static @Nullable Record entry(RecordComponent component) {
    Type type = component.getGenericType();
    if (!(type instanceof ParameterizedType parameterized)
        || !(component.getType().equals(Map.class) || isList(component))) {
      return null;
    }
    return ENTRIES.get(List.of(parameterized.getActualTypeArguments()).getLast());
  }

  private static String variable(String path) {
    String variable = Environment.PREFIX;
    for (String part : path.split("\\.", -1)) {
      variable = part.startsWith("<") ? variable + "_<NAME>" : Environment.variable(variable, part);
    }
    return variable;
  }
}
