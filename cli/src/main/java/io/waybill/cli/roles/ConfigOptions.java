package io.waybill.cli.roles;

import io.waybill.chassis.config.ApiConfig;
import io.waybill.chassis.config.ConfigException;
import io.waybill.chassis.config.ConfigLoader;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a command's configuration comes from. */
public final class ConfigOptions {
  private static final String VARIABLE = "WAYBILL_CONFIG";
  private static final String DEFAULT_FILE = "waybill.yaml";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      order = 90,
      description =
          "The configuration. Left out: WAYBILL_CONFIG, else waybill.yaml of this directory where"
              + " there is one, else the defaults. Each key can be a variable, too:"
              + " WAYBILL_GATEWAY_PORT=9090.")
  private @Nullable Path file;

  /** The file that is read: the one that was named, else the default one where it exists. */
  public Optional<Path> findFile(Surroundings surroundings) {
    Path wanted = file != null ? file : variable(surroundings);
    if (wanted != null) {
      Path named = surroundings.resolve(wanted);
      if (!Files.isRegularFile(named)) {
        throw CommandFailure.usage(
            "Tried to read the configuration " + named + ", but there is no such file.");
      }
      return Optional.of(named);
    }
    return Optional.of(surroundings.resolve(Path.of(DEFAULT_FILE))).filter(Files::isRegularFile);
  }

  private static @Nullable Path variable(Surroundings surroundings) {
    String value = surroundings.environment().getOrDefault(VARIABLE, "");
    return value.isBlank() ? null : Path.of(value);
  }

  /**
   * The configuration.
   *
   * @throws ConfigException where it cannot be used; it lists everything that is wrong
   */
  public WaybillConfig load(Surroundings surroundings) throws ConfigException {
    return ConfigLoader.load(findFile(surroundings), surroundings.environment());
  }

  /**
   * Where the API is, for its clients: what is wrong with the rest of the configuration, or not set
   * in their environment, is none of their business.
   *
   * @throws ConfigException where the file is not YAML, or its part about the API cannot be used
   */
  public ApiConfig loadApi(Surroundings surroundings) throws ConfigException {
    return ConfigLoader.loadApi(findFile(surroundings), surroundings.environment());
  }
}
