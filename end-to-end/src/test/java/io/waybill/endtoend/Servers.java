package io.waybill.endtoend;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the real servers come from: embedded, or containers when the system property {@code
 * waybill.servers} says so and an engine answers.
 */
interface Servers {
  /** Kafka, with its data under the directory. */
  Running kafka(Path directory);

  /** PostgreSQL, with its data under the directory. */
  Database postgres(Path directory);

  /**
   * A docker distribution registry.
   *
   * @param directory where it keeps its data
   * @param port its port on loopback
   * @param webhook where it sends its notifications, or null
   * @param authorization the header that it sends with them
   */
  Running registry(Path directory, int port, @Nullable URI webhook, String authorization);

  /** What Waybill has to be told to reach both, as YAML. */
  default String configuration(Running kafka, Database database) {
    return """
    kafka: { bootstrapServers: "%s" }
    database: { url: "%s", username: "%s", password: "%s" }
    """
        .formatted(kafka.address(), database.url(), database.username(), database.password());
  }

  /** A server that runs until it is closed. */
  interface Running extends AutoCloseable {
    /** host:port. */
    String address();

    @Override
    void close();
  }

  /** A database that runs until it is closed. */
  interface Database extends Running {
    /** The JDBC URL. */
    String url();

    /** The user. */
    String username();

    /** The user's password. */
    String password();
  }

  /** What the system property asks for. */
  static Servers choose() {
    if (!"containers".equals(System.getProperty("waybill.servers"))) {
      return new EmbeddedServers();
    }
    if (ContainerServers.engineAnswers()) {
      return new ContainerServers();
    }
    System.err.println(
        "waybill.servers=containers, but no Docker engine answers: using the embedded servers.");
    return new EmbeddedServers();
  }
}
