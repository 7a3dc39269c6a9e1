package io.waybill.cli.roles;

import io.waybill.chassis.config.WaybillConfig;
import io.waybill.cli.Surroundings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the embedded servers keep their data. */
public final class DataOption {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      order = 91,
      description =
          "Where the embedded servers keep their data (default: data of the configuration, ./data"
              + " unless it says otherwise).")
  private @Nullable Path directory;

  /** The directory: the one that was named, else the configuration's. */
  public Path directory(Surroundings surroundings, WaybillConfig config) {
    return surroundings.resolve(directory == null ? config.data() : directory);
  }
}
