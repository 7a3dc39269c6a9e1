package io.waybill.endtoend;

import io.waybill.embedded.EmbeddedKafka;
import io.waybill.embedded.EmbeddedPostgreSql;
import io.waybill.embedded.Ports;
import io.waybill.embedded.SelfSigned;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;

/**
 * Kafka and PostgreSQL as a company runs them: both speak TLS only, Kafka wants a login
 * (SCRAM-SHA-512) and allows nobody anything but what deploy/README.md tells operators to allow,
 * and PostgreSQL takes no connection without TLS. The certificates are made when they are needed.
 */
final class SecuredServers implements Servers {
  static final String KAFKA_PASSWORD = "the-password-for-kafka";
  static final String SASL = "SASL_SSL";
  private static final int ITERATIONS = 4096;
  private static final String USER = "waybill";

  /** Kafka's and PostgreSQL's certificate, and whom one believes who believes it. */
  private final SelfSigned certificate = SelfSigned.of("servers.example.com", "localhost");

  private final Path authorities;
  private @Nullable Running kafka;
  private @Nullable Database database;

  /** Servers whose certificate is of the authority that is written below this directory. */
  SecuredServers(Path directory) {
    try {
      authorities = certificate.writeCertificate(directory.resolve("authorities.pem"));
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  /** Whom a client has to believe. */
  Path authorities() {
    return authorities;
  }

  @Override
  public Running kafka(Path directory) {
    int plain = Ports.free();
    int secured = Ports.free();
    int controller = Ports.free();
    try {
      Path keys = Files.createDirectories(directory).resolveSibling("kafka-keys.pem");
      certificate.writeKey(keys);
      Files.writeString(keys, certificate.certificatePem(), StandardOpenOption.APPEND);
      EmbeddedKafka broker =
          EmbeddedKafka.builder(directory)
              .port(plain)
              .property(
                  "listeners", listeners(plain, secured) + ",CONTROLLER://127.0.0.1:" + controller)
              .property("advertised.listeners", listeners(plain, secured))
              .property(
                  "listener.security.protocol.map",
                  "PLAINTEXT:PLAINTEXT,SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT")
              .property("controller.quorum.voters", "1@127.0.0.1:" + controller)
              .property("ssl.keystore.type", "PEM")
              .property("ssl.keystore.location", keys.toString())
              .property("sasl.enabled.mechanisms", "SCRAM-SHA-512")
              .property(
                  "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config",
                  "org.apache.kafka.common.security.scram.ScramLoginModule required;")
              .property(
                  "authorizer.class.name",
                  "org.apache.kafka.metadata.authorizer.StandardAuthorizer")
              // The listener without TLS is the embedded broker's own, and Waybill is not told it.
              .property("super.users", "User:ANONYMOUS")
              .start();
      letIn(broker.bootstrapServers());
      Running started = new EmbeddedServers.Started("127.0.0.1:" + secured, broker::close);
      kafka = started;
      return started;
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
  }

  private static String listeners(int plain, int secured) {
    return "PLAINTEXT://127.0.0.1:%d,SASL_SSL://127.0.0.1:%d".formatted(plain, secured);
  }

  /** What deploy/README.md says an operator has to do. */
  private static void letIn(String plainAddress) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", plainAddress))) {
      admin
          .alterUserScramCredentials(
              List.of(
                  new UserScramCredentialUpsertion(
                      USER,
                      new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS),
                      KAFKA_PASSWORD)))
          .all()
          .get();
      admin
          .createAcls(
              List.of(all(ResourceType.TOPIC, "waybill."), all(ResourceType.GROUP, "waybill-")))
          .all()
          .get();
    } catch (ExecutionException | InterruptedException failed) {
      throw new IllegalStateException("Kafka did not take its user", failed);
    }
  }

  private static AclBinding all(ResourceType type, String prefix) {
    return new AclBinding(
        new ResourcePattern(type, prefix, PatternType.PREFIXED),
        new AccessControlEntry("User:" + USER, "*", AclOperation.ALL, AclPermissionType.ALLOW));
  }

  @Override
  public Database postgres(Path directory) {
    try {
      // The first start makes the data directory, whose files say how later ones listen.
      EmbeddedPostgreSql.start(directory).close();
      Path data = directory.resolve("data");
      Path key = data.resolve("server.key");
      Files.createFile(
          key, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      certificate.writeKey(key);
      certificate.writeCertificate(data.resolve("server.crt"));
      Files.writeString(data.resolve("postgresql.conf"), "\nssl = on\n", StandardOpenOption.APPEND);
      Files.writeString(
          data.resolve("pg_hba.conf"), "hostssl all all 127.0.0.1/32 scram-sha-256\n");
    } catch (IOException cause) {
      throw new UncheckedIOException(cause);
    }
    EmbeddedPostgreSql postgres = EmbeddedPostgreSql.start(directory);
    Database started =
        new EmbeddedServers.StartedDatabase(
            postgres.jdbcUrl(), postgres.username(), postgres.password(), postgres::close);
    database = started;
    return started;
  }

  @Override
  public Running registry(Path directory, int port, @Nullable URI webhook, String authorization) {
    return new EmbeddedServers().registry(directory, port, webhook, authorization);
  }

  @Override
  public String configuration(Running kafka, Database database) {
    return kafka(kafka, SASL, authorities, KAFKA_PASSWORD)
        + database(database, authorities, database.password());
  }

  /** The same once they run, with something that is not right. */
  String kafkaWith(String protocol, Path authorities, String password) {
    Database right = Objects.requireNonNull(database);
    return kafka(Objects.requireNonNull(kafka), protocol, authorities, password)
        + database(right, this.authorities, right.password());
  }

  /** The same once they run, with something that is not right. */
  String databaseWith(Path authorities, Optional<String> password) {
    Database right = Objects.requireNonNull(database);
    return kafka(Objects.requireNonNull(kafka), SASL, this.authorities, KAFKA_PASSWORD)
        + database(right, authorities, password.orElse(right.password()));
  }

  private static String kafka(
      Running kafka, String protocol, Path authorities, String kafkaPassword) {
    return """
    kafka:
      bootstrapServers: "%s"
      properties:
        security.protocol: %s
        ssl.truststore.type: PEM
        ssl.truststore.location: "%s"
        sasl.mechanism: SCRAM-SHA-512
        sasl.jaas.config: 'org.apache.kafka.common.security.scram.ScramLoginModule required username="%s" password="%s";'
    """
        .formatted(kafka.address(), protocol, authorities, USER, kafkaPassword);
  }

  private static String database(Database database, Path authorities, String password) {
    return """
    database:
      url: "%s?sslmode=verify-full&sslrootcert=%s"
      username: "%s"
      password: "%s"
    """
        .formatted(database.url(), authorities, database.username(), password);
  }
}
