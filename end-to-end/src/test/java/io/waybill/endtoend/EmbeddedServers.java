package io.waybill.endtoend;

import io.waybill.embedded.EmbeddedKafka;
import io.waybill.embedded.EmbeddedPostgreSql;
import io.waybill.embedded.LocalRegistry;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The servers of module {@code embedded}. */
final class EmbeddedServers implements Servers {
  @Override
  public Running kafka(Path directory) {
    EmbeddedKafka kafka = EmbeddedKafka.start(directory);
    return new Started(kafka.bootstrapServers(), kafka::close);
  }

  @Override
  public Database postgres(Path directory) {
    EmbeddedPostgreSql postgres = EmbeddedPostgreSql.start(directory);
    return new StartedDatabase(
        postgres.jdbcUrl(), postgres.username(), postgres.password(), postgres::close);
  }

  @Override
  public Running registry(Path directory, int port, @Nullable URI webhook, String authorization) {
    LocalRegistry.Builder builder = LocalRegistry.builder(directory).port(port);
    if (webhook != null) {
      builder.notify(webhook, authorization);
    }
    LocalRegistry registry = builder.start();
    return new Started(registry.address(), registry::close);
  }

  /** Something started, and how it is stopped. */
  record Started(String address, Runnable stop) implements Running {
    @Override
    public void close() {
      stop.run();
    }
  }

  /** A database started, and how it is stopped. */
  record StartedDatabase(String url, String username, String password, Runnable stop)
      implements Database {
    @Override
    public String address() {
      return url;
    }

    @Override
    public void close() {
      stop.run();
    }
  }
}
