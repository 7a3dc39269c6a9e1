package io.waybill.gateway;

import io.waybill.chassis.config.GatewayConfig;
import io.waybill.chassis.config.IntakeConfig;
import io.waybill.chassis.config.KafkaConfig;
import io.waybill.chassis.config.RegistryConfig;
import io.waybill.chassis.config.Secret;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.config.WebhookConfig;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.life.StartException;
import io.waybill.gateway.auth.Outside;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.units.ByteSize;
import io.waybill.schemas.units.TimeSpan;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** A gateway of the registry shanghai, on a real broker, and what is needed to look at both. */
final class TestGateway implements AutoCloseable {
  /** A webhook of docker distribution. */
  static final String PUSH = "shanghai-push";

  /** A webhook of CloudEvents. */
  static final String BUILDS = "builds";

  /** The secret of both. */
  static final String SECRET = "a-secret-of-the-test";

  private final Gateway gateway;
  private final String bootstrapServers;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  private TestGateway(Gateway gateway, String bootstrapServers) {
    this.gateway = gateway;
    this.bootstrapServers = bootstrapServers;
  }

  /** With all the time that Kafka takes on a busy machine. */
  static TestGateway start(String bootstrapServers) throws StartException {
    return start(bootstrapServers, TimeSpan.ofSeconds(20));
  }

  static TestGateway start(String bootstrapServers, TimeSpan kafkaTimeout) throws StartException {
    GatewayConfig gateway = config().gateway();
    WaybillConfig config =
        config()
            .withKafka(bootstrapServers)
            .withGateway(gateway.withTimes(gateway.bodyTimeout(), kafkaTimeout));
    TestGateway started = start(config);
    started.awaitReady();
    return started;
  }

  /** As configured; whether Kafka is there or not. */
  static TestGateway start(WaybillConfig config) throws StartException {
    return new TestGateway(Gateway.start(config), config.kafka().bootstrapServers().orElseThrow());
  }

  /** Returns when it can write to Kafka. */
  void awaitReady() throws StartException {
    try {
      gateway.awaitReady(Duration.ofMinutes(1));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StartException("interrupted", interrupted);
    }
  }

  /** As configured, with all the time that Kafka takes, and what senders are checked with. */
  static TestGateway start(WaybillConfig config, Outside outside) throws StartException {
    GatewayConfig patient =
        config.gateway().withTimes(config.gateway().bodyTimeout(), TimeSpan.ofSeconds(20));
    return new TestGateway(
        Gateway.start(config.withGateway(patient), outside),
        config.kafka().bootstrapServers().orElseThrow());
  }

  /** Loopback, any free port, bodies of at most 900 KiB, two webhooks. */
  static WaybillConfig config() {
    Registry shanghai = Registry.of("shanghai");
    RegistryConfig registry =
        new RegistryConfig(
            URI.create("https://registry.shanghai.example"),
            Region.DEFAULT,
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            64);
    Optional<Secret> secret = Optional.of(Secret.of(SECRET));
    return WaybillConfig.DEFAULT
        .withRegistries(Map.of(shanghai, registry))
        .withWebhooks(
            Map.of(
                PUSH, unhurried(WebhookConfig.of(shanghai, "distribution", secret)),
                BUILDS, unhurried(WebhookConfig.of(shanghai, "waybill", secret))))
        .withGateway(
            GatewayConfig.DEFAULT.withAddress("127.0.0.1", 0).withMaxBody(new ByteSize(900 << 10)));
  }

  /** As often as a test likes. */
  private static WebhookConfig unhurried(WebhookConfig webhook) {
    return webhook.withIntake(IntakeConfig.DEFAULT.withRequestsPerSecond(1_000_000));
  }

  URI uri() {
    return gateway.uri();
  }

  /** Posts with the secret. */
  HttpResponse<String> post(String webhook, byte[] body) throws IOException, InterruptedException {
    return post(webhook, body, "Authorization", "Bearer " + SECRET);
  }

  HttpResponse<String> post(String webhook, byte[] body, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri().resolve("/webhooks/" + webhook))
            .timeout(Duration.ofSeconds(30))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri().resolve(path)).timeout(Duration.ofSeconds(30)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** All records that the topic holds now. */
  List<ConsumerRecord<String, byte[]>> read(String topic) {
    return read(bootstrapServers, topic);
  }

  /** All records that the topic of this Kafka holds now. */
  static List<ConsumerRecord<String, byte[]>> read(String bootstrapServers, String topic) {
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    forEach(bootstrapServers, topic, records::add);
    return records;
  }

  /** Shows each record that the topic of this Kafka holds now, of more than fit into memory. */
  static void forEach(
      String bootstrapServers, String topic, Consumer<ConsumerRecord<String, byte[]>> viewer) {
    KafkaConfig kafka = WaybillConfig.DEFAULT.withKafka(bootstrapServers).kafka();
    try (KafkaConsumer<String, byte[]> reader = new KafkaClients(kafka, "test").reader()) {
      List<TopicPartition> partitions =
          reader.partitionsFor(topic).stream()
              .map(each -> new TopicPartition(each.topic(), each.partition()))
              .toList();
      reader.assign(partitions);
      reader.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = reader.endOffsets(partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
        reader.poll(Duration.ofMillis(200)).forEach(viewer);
      }
    }
  }

  @Override
  public void close() {
    gateway.close();
    client.close();
  }
}
