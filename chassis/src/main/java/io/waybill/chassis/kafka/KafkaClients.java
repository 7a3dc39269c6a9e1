package io.waybill.chassis.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.chassis.config.KafkaConfig;
import io.waybill.chassis.metrics.Metrics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Makes the Kafka clients of one role. Each client belongs to whoever asked for it, and is closed
 * there. What the guarantees rest on is set here and cannot be configured; the connection's
 * security comes from {@code kafka.properties}. A client that cannot be made is a {@link
 * KafkaClientException}; one that cannot reach Kafka is made all the same, and tries on.
 */
public final class KafkaClients {
  private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration LONGEST_REQUEST = Duration.ofSeconds(15);

  /**
   * For how long nothing may be heard of a member before others get its partitions: long enough for
   * a pause of Java's collector, and no less than brokers allow (6 s).
   */
  private static final int SESSION_MS = 10_000;

  /** Of a publisher that gives nothing up: until it says again that Kafka is not there. */
  private static final Duration LONGEST_HOLD = Duration.ofSeconds(5);

  private static final Duration FOR_EVER = Duration.ofDays(3650);

  private final KafkaConfig config;
  private final String bootstrapServers;
  private final String clientName;
  private final AtomicInteger made;
  private final boolean lookingNamesUpForEver;
  private final Consumer<String> onFailure;

  /**
   * Clients of Kafka as configured.
   *
   * @param clientName how they call themselves towards Kafka, such as {@code waybill-gateway}
   * @throws IllegalArgumentException when the configuration says embedded: the embedded broker is
   *     started by the all-in-one, which then configures its address
   */
  public KafkaClients(KafkaConfig config, String clientName) {
    this.config = config;
    this.bootstrapServers =
        config
            .bootstrapServers()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "kafka.bootstrapServers is not set: set it"
                            + " (WAYBILL_KAFKA_BOOTSTRAP_SERVERS) to Kafka's address, or use"
                            + " \"waybill up\", which brings Kafka along"));
    this.clientName = clientName;
    this.made = new AtomicInteger();
    this.lookingNamesUpForEver = false;
    this.onFailure = topic -> {};
  }

  private KafkaClients(
      KafkaClients other, boolean lookingNamesUpForEver, Consumer<String> onFailure) {
    this.config = other.config;
    this.bootstrapServers = other.bootstrapServers;
    this.clientName = other.clientName;
    this.made = other.made;
    this.lookingNamesUpForEver = lookingNamesUpForEver;
    this.onFailure = onFailure;
  }

  /**
   * The same, for a role that starts without Kafka: an address whose name is not known yet, as that
   * of a cluster's service whose last pod is away, is looked up until it is.
   */
  public KafkaClients lookingNamesUpForEver() {
    return new KafkaClients(this, true, onFailure);
  }

  /**
   * The same; messages that its publishers could not write are counted.
   *
   * @param topics what the role writes to: they are counted from 0 on, for Prometheus sees no
   *     increase in a series that begins with its first failure
   */
  public KafkaClients countingIn(MeterRegistry meters, Collection<String> topics) {
    topics.forEach(topic -> unpublished(meters, topic));
    return new KafkaClients(
        this, lookingNamesUpForEver, topic -> unpublished(meters, topic).increment());
  }

  private static Counter unpublished(MeterRegistry meters, String topic) {
    return meters.counter(Metrics.UNPUBLISHED, "topic", topic);
  }

  /** What these clients were made from. */
  public KafkaConfig config() {
    return config;
  }

  /** A publisher that gives a message up after half a minute. */
  public MessagePublisher publisher() {
    return publisher(DELIVERY_TIMEOUT);
  }

  /**
   * A publisher that gives a message up after this time.
   *
   * @param deliveryTimeout how long a message may take, and how long a caller may be held up at
   *     most
   */
  public MessagePublisher publisher(Duration deliveryTimeout) {
    return publisher(deliveryTimeout, deliveryTimeout);
  }

  /**
   * A publisher that sends a message again until Kafka has it, in the order of its key. A caller is
   * held up for some seconds at most.
   */
  public MessagePublisher persistentPublisher() {
    return publisher(Duration.ofMillis(Integer.MAX_VALUE), LONGEST_HOLD);
  }

  private MessagePublisher publisher(Duration deliveryTimeout, Duration longestHold) {
    int millis = Math.toIntExact(deliveryTimeout.toMillis());
    Map<String, Object> properties = common("publisher");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // What comes while a request is under way travels together in the next one: large batches
    // under load, and no waiting without.
    properties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
    properties.putIfAbsent(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    properties.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, longestHold.toMillis());
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    properties.putIfAbsent(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, TopicSetup.MAX_MESSAGE);
    properties.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, 32L << 20);
    properties.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    return make(
        () -> {
          properties.put(
              ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, requestTimeout(millis, properties));
          return new MessagePublisher(
              new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer()),
              onFailure);
        });
  }

  /** Kafka's client wants delivery.timeout.ms to be at least linger.ms and this together. */
  private static int requestTimeout(int deliveryTimeout, Map<String, Object> properties) {
    Object linger =
        ConfigDef.parseType(
            ProducerConfig.LINGER_MS_CONFIG,
            properties.get(ProducerConfig.LINGER_MS_CONFIG),
            ConfigDef.Type.LONG);
    long most = Math.min(deliveryTimeout - (long) linger, LONGEST_REQUEST.toMillis());
    return Math.toIntExact(Math.max(1, most));
  }

  /**
   * A member of an ordinary consumer group, of Kafka's classic protocol (ADR 0023). It begins with
   * the oldest record and commits only what it is told to. While others come and go it keeps the
   * partitions that stay with it.
   *
   * @param overrides more properties, such as max.poll.records
   */
  public KafkaConsumer<String, byte[]> consumer(String group, Map<String, ?> overrides) {
    Map<String, Object> properties = common("consumer");
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, SESSION_MS);
    properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, SESSION_MS / 5);
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.putAll(overrides);
    return make(
        () ->
            new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer()));
  }

  /** A consumer without a group, for assign and seek. */
  public KafkaConsumer<String, byte[]> reader() {
    return reader(Map.of());
  }

  /**
   * The same.
   *
   * @param overrides more properties, such as max.poll.records
   */
  public KafkaConsumer<String, byte[]> reader(Map<String, ?> overrides) {
    Map<String, Object> properties = common("reader");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.putAll(overrides);
    return make(
        () ->
            new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer()));
  }

  /**
   * A member of a share group, for one record at a time, each acknowledged explicitly. {@link
   * TopicSetup} has to have set the group up before its first member subscribes.
   */
  public KafkaShareConsumer<String, byte[]> shareConsumer(String group) {
    Map<String, Object> properties = common("share");
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    properties.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    properties.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    return make(
        () ->
            new KafkaShareConsumer<>(
                properties, new StringDeserializer(), new ByteArrayDeserializer()));
  }

  /** An administration client. */
  public Admin admin() {
    Map<String, Object> properties = common("admin");
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 30_000);
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
    return make(() -> Admin.create(properties));
  }

  private static <T> T make(Supplier<T> constructor) {
    try {
      return constructor.get();
    } catch (KafkaException refused) {
      throw new KafkaClientException(refused);
    }
  }

  private Map<String, Object> common(String kind) {
    Map<String, Object> properties = new HashMap<>(config.properties());
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    properties.put(
        AdminClientConfig.CLIENT_ID_CONFIG, clientName + "-" + kind + "-" + made.incrementAndGet());
    // An outage ends when the broker is back, not when a long pause between two tries is over.
    properties.putIfAbsent(AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, 50L);
    properties.putIfAbsent(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000L);
    if (lookingNamesUpForEver) {
      properties.putIfAbsent(
          CommonClientConfigs.BOOTSTRAP_RESOLVE_TIMEOUT_MS_CONFIG, FOR_EVER.toMillis());
    }
    return properties;
  }
}
