package io.waybill.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's own broker in this process: KRaft, a single node, on the loopback interface.
 *
 * <p>Its data stay under the given directory and survive a restart, {@code kill -9} included; the
 * port may differ from start to start. What the broker has acknowledged is in the operating
 * system's hands, not necessarily on the disk: a power cut can lose the last seconds, as with any
 * single Kafka node of default settings.
 *
 * <p>A broker that meets a fault it cannot survive (a full disk, say) halts the whole process, as
 * Kafka means it to; start it again once the cause is gone.
 *
 * <p>One process per directory: open a {@link DataDirectory} around it to be sure.
 */
public final class EmbeddedKafka implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
  private static final int ATTEMPTS = 5;

  private final KafkaRaftServer server;
  private final int port;
  private boolean closed;

  private EmbeddedKafka(KafkaRaftServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /**
   * Starts a broker on the directory and a free port, and returns when it takes requests.
   *
   * @throws EmbeddedServerException when it does not start
   */
  public static EmbeddedKafka start(Path directory) {
    return builder(directory).start();
  }

  /** A broker on the directory, which is made if it is not there. */
  public static Builder builder(Path directory) {
    return new Builder(directory);
  }

  /** What clients take as {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return Ports.LOOPBACK + ":" + port;
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  /** Stops the broker, and returns when it has written everything and is gone. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      server.shutdown();
      server.awaitShutdown();
    }
  }

  /** How to start a broker. */
  public static final class Builder {
    private final Path directory;
    private final Map<String, String> properties = new LinkedHashMap<>();
    private @Nullable Integer port;

    private Builder(Path directory) {
      this.directory = directory.toAbsolutePath().normalize();
    }

    /** A fixed port, instead of a free one. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** A broker property of one's own, over what {@link EmbeddedKafka} sets. */
    public Builder property(String key, String value) {
      properties.put(key, value);
      return this;
    }

    /**
     * Starts the broker, and returns when it takes requests.
     *
     * @throws EmbeddedServerException when the port is in use, the directory cannot be used or the
     *     broker does not start
     */
    public EmbeddedKafka start() {
      if (port != null) {
        Ports.requireFree(port, "Kafka");
      }
      for (int attempt = 1; ; attempt++) {
        int chosen = port == null ? Ports.free() : port;
        try {
          return attempt(chosen);
        } catch (IOException | RuntimeException e) {
          if (attempt < ATTEMPTS && isPortTaken(e) && port == null) {
            LOG.debug("Port {} was taken in between; drawing another", chosen);
            continue;
          }
          throw new EmbeddedServerException(
              "Tried to start Kafka on %s:%d with its data in %s, but failed because: %s. If the directory was damaged, move it away and start again; its log is that of this process, logger kafka."
                  .formatted(Ports.LOOPBACK, chosen, directory, Causes.describe(rootOf(e))),
              e);
        }
      }
    }

    private EmbeddedKafka attempt(int chosen) throws IOException {
      Files.createDirectories(directory);
      Properties all = BrokerSettings.of(directory, chosen, Ports.free());
      all.putAll(properties);
      boolean fresh = format();
      KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(all, false), Time.SYSTEM);
      try {
        server.startup();
      } catch (RuntimeException e) {
        server.shutdown();
        server.awaitShutdown();
        throw e;
      }
      EmbeddedKafka kafka = new EmbeddedKafka(server, chosen);
      if (fresh) {
        InternalTopics.create(kafka.bootstrapServers());
      }
      return kafka;
    }

    /**
     * Gives a new directory its cluster id; a directory that has one keeps it. Whether it was new.
     */
    private boolean format() throws IOException {
      if (Files.exists(directory.resolve("meta.properties"))) {
        return false;
      }
      try {
        new Formatter()
            .setPrintStream(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
            .setNodeId(BrokerSettings.NODE_ID)
            .setClusterId(Uuid.randomUuid().toString())
            .addDirectory(directory.toString())
            .setMetadataLogDirectory(directory.toString())
            .setControllerListenerName(BrokerSettings.CONTROLLER)
            .setIgnoreFormatted(true)
            .run();
        return true;
      } catch (IOException | RuntimeException e) {
        throw e;
      } catch (Exception e) {
        throw new IOException(e);
      }
    }

    private static boolean isPortTaken(Throwable failure) {
      return rootOf(failure) instanceof java.net.BindException;
    }

    private static Throwable rootOf(Throwable failure) {
      Throwable root = failure;
      while (root.getCause() != null) {
        root = root.getCause();
      }
      return root;
    }
  }
}
