package io.waybill.cli.roles;

import io.waybill.chassis.config.DatabaseConfig;
import io.waybill.chassis.config.Secret;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.life.StartException;
import io.waybill.embedded.CacheDirectory;
import io.waybill.embedded.DataDirectory;
import io.waybill.embedded.EmbeddedKafka;
import io.waybill.embedded.EmbeddedPostgreSql;
import java.util.Optional;

/**
 * Kafka and PostgreSQL in this process's keeping, as far as the configuration names none. Both
 * start at the same time; their data are in {@code kafka} and {@code postgresql} of the data
 * directory.
 */
public final class EmbeddedServers {
  private static final String KAFKA = "kafka";
  private static final String POSTGRESQL = "postgresql";

  private final WaybillConfig config;
  private final Optional<Parts.Starting<EmbeddedKafka>> kafka;
  private final Optional<Parts.Starting<EmbeddedPostgreSql>> database;

  private EmbeddedServers(
      WaybillConfig config,
      Optional<Parts.Starting<EmbeddedKafka>> kafka,
      Optional<Parts.Starting<EmbeddedPostgreSql>> database) {
    this.config = config;
    this.kafka = kafka;
    this.database = database;
  }

  /** Whether the configuration leaves anything to be embedded. */
  public static boolean areNeeded(WaybillConfig config) {
    return config.kafka().isEmbedded() || config.database().isEmbedded();
  }

  /** Begins to start those that are needed. */
  public static EmbeddedServers begin(Parts parts, DataDirectory data, WaybillConfig config) {
    return new EmbeddedServers(
        config,
        config.kafka().isEmbedded()
            ? Optional.of(parts.begin(KAFKA, () -> EmbeddedKafka.start(data.resolve(KAFKA))))
            : Optional.empty(),
        config.database().isEmbedded()
            ? Optional.of(
                parts.begin(
                    POSTGRESQL,
                    () ->
                        EmbeddedPostgreSql.builder(data.resolve(POSTGRESQL))
                            .binaries(CacheDirectory.find())
                            .start()))
            : Optional.empty());
  }

  /** Waits until they run; the configuration with their addresses. */
  public WaybillConfig await() throws StartException, InterruptedException {
    WaybillConfig reachable = config;
    if (kafka.isPresent()) {
      reachable = reachable.withKafka(kafka.get().await().bootstrapServers());
    }
    if (database.isPresent()) {
      EmbeddedPostgreSql server = database.get().await();
      reachable =
          reachable.withDatabase(
              new DatabaseConfig(
                  Optional.of(server.jdbcUrl()),
                  Optional.of(server.username()),
                  Optional.of(Secret.of(server.password())),
                  config.database().maxConnections()));
    }
    return reachable;
  }
}
