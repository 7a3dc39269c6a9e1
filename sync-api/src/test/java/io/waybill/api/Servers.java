package io.waybill.api;

import io.waybill.chassis.config.ApiConfig;
import io.waybill.chassis.config.DatabaseConfig;
import io.waybill.chassis.config.KafkaConfig;
import io.waybill.chassis.config.RegistryConfig;
import io.waybill.chassis.config.Secret;
import io.waybill.chassis.config.TopicsConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.embedded.CacheDirectory;
import io.waybill.embedded.EmbeddedKafka;
import io.waybill.embedded.EmbeddedPostgreSql;
import io.waybill.schemas.names.Registry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One PostgreSQL and one Kafka for all tests of the module; each test class takes a database of its
 * own.
 */
public final class Servers implements AutoCloseable {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private final Path directory;
  private @Nullable EmbeddedPostgreSql postgres;
  private @Nullable EmbeddedKafka kafka;

  private Servers() throws IOException {
    directory = Files.createTempDirectory("waybill-api-test");
  }

  /** Gives the servers to tests that ask for them, and stops them after the last one. */
  public static final class Extension implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Servers.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(Servers.class))
          .computeIfAbsent(
              "servers",
              key -> {
                try {
                  return new Servers();
                } catch (IOException failed) {
                  throw new IllegalStateException(failed);
                }
              },
              Servers.class);
    }
  }

  /** A new, empty database. */
  public synchronized DatabaseConfig database() {
    EmbeddedPostgreSql server = postgres();
    String name = "test_" + DATABASES.incrementAndGet();
    try (Connection connection =
            DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password());
        Statement create = connection.createStatement()) {
      create.execute("CREATE DATABASE " + name);
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
    return config(server, name);
  }

  /** How to reach a database of the server. */
  public static DatabaseConfig config(EmbeddedPostgreSql server, String name) {
    String url = server.jdbcUrl();
    return new DatabaseConfig(
        Optional.of(url.substring(0, url.lastIndexOf('/') + 1) + name),
        Optional.of(server.username()),
        Optional.of(Secret.of(server.password())),
        6);
  }

  /** Kafka, shared: one API at a time. */
  public synchronized KafkaConfig kafka() {
    if (kafka == null) {
      kafka = EmbeddedKafka.start(directory.resolve("kafka"));
    }
    return new KafkaConfig(
        Optional.of(kafka.bootstrapServers()), Map.of(), new TopicsConfig(2, -1));
  }

  /** A configuration of this Kafka and that database, with two registries. */
  public WaybillConfig config(DatabaseConfig database) {
    return WaybillConfig.DEFAULT
        .withKafka(kafka())
        .withDatabase(database)
        .withApi(new ApiConfig("127.0.0.1", 0, List.of()))
        .withRegistries(
            Map.of(
                Registry.of("here"), RegistryConfig.at(URI.create("http://127.0.0.1:5001")),
                Registry.of("there"), RegistryConfig.at(URI.create("http://127.0.0.1:5002"))));
  }

  private EmbeddedPostgreSql postgres() {
    if (postgres == null) {
      postgres = postgres(directory.resolve("postgres"));
    }
    return postgres;
  }

  /** A PostgreSQL of one's own. */
  public static EmbeddedPostgreSql postgres(Path directory) {
    return EmbeddedPostgreSql.builder(directory).binaries(CacheDirectory.find()).start();
  }

  @Override
  public synchronized void close() throws IOException {
    if (postgres != null) {
      postgres.close();
    }
    if (kafka != null) {
      kafka.close();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
