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
    if (file.isEmpty()) {
      return read("the environment", "", environment);
    }
    Path path = file.get();
    String source = path.getFileName() == null ? path.toString() : path.getFileName().toString();
    String yaml;
    try {
      yaml = Files.readString(path);
    } catch (IOException unreadable) {
      throw new ConfigException(
          source,
          List.of(
              "Tried to read the configuration "
                  + path
                  + " but failed because: "
                  + Section.reason(unreadable)));
    }
    return read(source, yaml, environment);
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
