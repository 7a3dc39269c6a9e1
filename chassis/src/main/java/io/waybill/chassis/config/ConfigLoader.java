package io.waybill.chassis.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a configuration. The environment wins over the file; {@code ${NAME}} in any text of the
 * file is replaced by a variable; a secret may be {@code file:/path}.
 */
public final class ConfigLoader {
  private ConfigLoader() {}

  /**
   * Reads the file, if any, and the environment.
   *
   * @throws ConfigException when anything is wrong with either; it says all that is
   */
  public static WaybillConfig load(Optional<Path> file, Map<String, String> environment)
      throws ConfigException {
    Text text = text(file);
    return read(text.source(), text.yaml(), environment);
  }

  /**
   * Reads the api role's part alone, for a client of the API. It is used where the secrets of the
   * other parts are not set, so whatever is wrong with those is passed over.
   *
   * @throws ConfigException when the file is not YAML, or anything is wrong with the part
   */
  public static ApiConfig loadApi(Optional<Path> file, Map<String, String> environment)
      throws ConfigException {
    Text text = text(file);
    Problems problems = new Problems(text.source());
    Node.Mapping tree = YamlTree.read(text.yaml(), problems);
    problems.throwIfAny();
    Section root = Section.root(tree, new Environment(environment), problems);
    ApiConfig api = new Binder(problems).api(root.section("api"));
    problems.throwIfAny();
    return api;
  }

  /** What is read, and what it is called. */
  private record Text(String source, String yaml) {}

  private static Text text(Optional<Path> file) throws ConfigException {
    if (file.isEmpty()) {
      return new Text("the environment", "");
    }
    Path path = file.get();
    String source = path.getFileName() == null ? path.toString() : path.getFileName().toString();
    try {
      return new Text(source, Files.readString(path));
    } catch (IOException unreadable) {
      throw new ConfigException(
          source,
          List.of(
              "Tried to read the configuration "
                  + path
                  + " but failed because: "
                  + Section.reason(unreadable)));
    }
  }

  /**
   * Reads a text as if it were the file.
   *
   * @throws ConfigException when anything is wrong with it, or with the environment
   */
  public static WaybillConfig parse(String yaml, Map<String, String> environment)
      throws ConfigException {
    return read("waybill.yaml", yaml, environment);
  }

  private static WaybillConfig read(String source, String yaml, Map<String, String> environment)
      throws ConfigException {
    Problems problems = new Problems(source);
    Node.Mapping tree = YamlTree.read(yaml, problems);
    problems.throwIfAny();
    Environment variables = new Environment(environment);
    Section root = Section.root(tree, variables, problems);
    Optional<WaybillConfig> config = new Binder(problems).waybill(root);
    variables.reportUnknown(problems);
    problems.throwIfAny();
    return config.orElseThrow(() -> new IllegalStateException("No configuration and no problem"));
  }
}
