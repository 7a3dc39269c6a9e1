package io.waybill.cli.roles;

import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.life.StartException;
import io.waybill.cli.CommandFailure;
import io.waybill.embedded.DataDirectory;
import io.waybill.embedded.EmbeddedServerException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Everything in this process: the embedded servers as far as they are needed, and the roles. */
final class AllInOne implements AutoCloseable {
  private final Optional<DataDirectory> data;
  private final Parts parts;
  private final WaybillConfig config;
  private final Roles roles;

  private AllInOne(Optional<DataDirectory> data, Parts parts, WaybillConfig config, Roles roles) {
    this.data = data;
    this.parts = parts;
    this.config = config;
    this.roles = roles;
  }

  /**
   * Starts everything, and returns when all of it is ready.
   *
   * @param directory where the embedded servers keep their data; not touched where none is needed
   * @throws StartException where a role does not start
   * @throws CommandFailure where an embedded server does not start or the directory cannot be used
   */
  static AllInOne start(WaybillConfig config, Path directory)
      throws StartException, InterruptedException {
    PortGuard.requireFree(config);
    try {
      Optional<DataDirectory> data =
          EmbeddedServers.areNeeded(config)
              ? Optional.of(DataDirectory.open(directory))
              : Optional.empty();
      return start(config, data);
    } catch (EmbeddedServerException refused) {
      throw CommandFailure.unavailable(String.valueOf(refused.getMessage()), refused);
    }
  }

  private static AllInOne start(WaybillConfig config, Optional<DataDirectory> data)
      throws StartException, InterruptedException {
    Parts parts = new Parts();
    boolean started = false;
    try {
      WaybillConfig reachable =
          data.isPresent() ? EmbeddedServers.begin(parts, data.get(), config).await() : config;
      AllInOne all = new AllInOne(data, parts, reachable, Roles.start(parts, reachable));
      started = true;
      return all;
    } finally {
      if (!started) {
        close(data, parts);
      }
    }
  }

  /** Where each part can be reached. */
  Map<String, String> addresses() {
    Map<String, String> addresses = new LinkedHashMap<>();
    addresses.put("gateway", roles.gateway().uri().toString());
    addresses.put("api", roles.api().uri().toString());
    addresses.put("worker", Roles.uri(config, roles.worker()).toString());
    config.kafka().bootstrapServers().ifPresent(kafka -> addresses.put("kafka", kafka));
    config.database().url().ifPresent(database -> addresses.put("database", database));
    return addresses;
  }

  /** How long each part took to start. */
  Iterable<Parts.Took> times() {
    return parts.times();
  }

  /** The time since the first part began to start. */
  Duration age() {
    return parts.age();
  }

  /** Stops everything: the gateway first, the embedded servers last. */
  @Override
  public void close() {
    close(data, parts);
  }

  private static void close(Optional<DataDirectory> data, Parts parts) {
    try {
      parts.close();
    } finally {
      data.ifPresent(DataDirectory::close);
    }
  }
}
