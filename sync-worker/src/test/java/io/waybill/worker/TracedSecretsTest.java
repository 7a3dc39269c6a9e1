package io.waybill.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.waybill.chassis.config.RegistryConfig;
import io.waybill.chassis.config.RetryConfig;
import io.waybill.chassis.config.Secret;
import io.waybill.chassis.config.TracesConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.config.WorkerConfig;
import io.waybill.chassis.life.StartException;
import io.waybill.embedded.EmbeddedKafka;
import io.waybill.schemas.events.ImagePushed;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.units.TimeSpan;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.worker.plan.Samples;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A source that says again what nobody else may read: more people look at spans and records than at
 * a worker's configuration.
 */
@ExtendWith(SharedKafka.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TracedSecretsTest {
  private static final Registry TARGET = Registry.of("beyond");
  private static final Region REGION = Region.of("traced");
  private static final String PASSWORD = "hunter2-of-the-account";
  private static final String BASIC =
      Base64.getEncoder().encodeToString(("me:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
  private static final String USER_INFO = "passw0rd-in-an-address";
  private static final String SIGNATURE = "signature-in-a-query";
  private static final List<String> SECRETS = List.of(PASSWORD, BASIC, USER_INFO, SIGNATURE);

  private final List<String> exported = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final HttpServer target;
  private final Kafka kafka;
  private final Worker worker;

  TracedSecretsTest(EmbeddedKafka broker) throws IOException, StartException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/traces", this::collect);
    server.createContext("/v2/", this::refuse);
    server.createContext("/storage", this::refuseSignature);
    server.start();
    target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    target.createContext("/", exchange -> answer(exchange, 404, ""));
    target.start();
    kafka = new Kafka(broker.bootstrapServers());
    worker = Worker.start(config(broker.bootstrapServers()));
  }

  @BeforeAll
  void publishTheRules() throws InterruptedException {
    for (String source : List.of("echo", "led", "realm")) {
      kafka.publish(Topics.RULES, Messages.of(rule(source)));
    }
  }

  @AfterAll
  void stop() {
    worker.close();
    kafka.close();
    server.stop(0);
    target.stop(0);
  }

  @Test
  void aPasswordThatARegistrySaysAgainIsInNoSpanAndNoRecord() throws Exception {
    assertNoSecretComesOf("echo", "answered 403 (DENIED: no, not with ");
  }

  @Test
  void anAddressThatARegistryLeadsToIsInNoSpanAndNoRecord() throws Exception {
    assertNoSecretComesOf("led", "answered 403 (SignatureDoesNotMatch: not with ");
  }

  @Test
  void theAccountOfATokenServersAddressIsInNoSpanAndNoRecord() throws Exception {
    assertNoSecretComesOf("realm", "from 127.0.0.1:1");
  }

  private void assertNoSecretComesOf(String source, String reason) throws Exception {
    ImagePushed event = Samples.push(source + "/" + source + "/app:v1");
    TaskId task =
        TaskId.of(event.id(), rule(source).id(), Reference.parse("beyond/" + source + "/app:v1"));
    kafka.publish(Topics.EVENTS, Messages.of(event));

    List<TaskFact> facts = kafka.awaitFacts(task, AttemptEnded.class::isInstance);
    await()
        .atMost(Duration.ofMinutes(1))
        .untilAsserted(
            () -> assertThat(exported).anyMatch(spans -> spans.contains(task.toString())));

    assertThat(Kafka.failureOf(Kafka.firstEnded(facts)).reason()).contains(reason);
    assertThat(exported).anyMatch(spans -> spans.contains(reason));
    assertThat(exported).allSatisfy(spans -> assertThat(spans).doesNotContain(SECRETS));
    assertThat(facts.toString()).doesNotContain(SECRETS);
  }

  /** OTLP is protobuf, which holds texts as they are. */
  private void collect(HttpExchange exchange) throws IOException {
    exported.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
    exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  /** As a proxy for developers does, whose page shows the request that it refuses. */
  private void refuse(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String shown = exchange.getRequestHeaders().getFirst("Authorization");
    if (shown == null) {
      exchange
          .getResponseHeaders()
          .set(
              "WWW-Authenticate",
              path.contains("/realm/")
                  ? "Bearer realm=\"http://eve:%s@127.0.0.1:1/token?sig=%s\",service=\"s\""
                      .formatted(USER_INFO, SIGNATURE)
                  : "Basic realm=\"here\"");
      answer(exchange, 401, "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"who?\"}]}");
    } else if (exchange.getRequestMethod().equals("HEAD")) {
      // An answer to HEAD has no words: the tag is there, as far as that goes.
      exchange
          .getResponseHeaders()
          .set("Docker-Content-Digest", Digest.sha256(new byte[] {1}).toString());
      exchange
          .getResponseHeaders()
          .set("Content-Type", "application/vnd.oci.image.manifest.v1+json");
      exchange.getResponseHeaders().set("Content-Length", "1000");
      answer(exchange, 200, "");
    } else if (path.contains("/led/")) {
      exchange
          .getResponseHeaders()
          .set(
              "Location",
              "http://eve:%s@127.0.0.1:%d/storage?X-Amz-Signature=%s"
                  .formatted(USER_INFO, server.getAddress().getPort(), SIGNATURE));
      answer(exchange, 307, "");
    } else {
      answer(
          exchange,
          403,
          "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no, not with %s (%s)\"}]}"
              .formatted(shown, PASSWORD));
    }
  }

  private void refuseSignature(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        403,
        "<Error><Code>SignatureDoesNotMatch</Code><Message>not with %s</Message></Error>"
            .formatted(exchange.getRequestURI().getQuery()));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.getRequestBody().readAllBytes();
    exchange.sendResponseHeaders(status, head || bytes.length == 0 ? -1 : bytes.length);
    if (!head) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  private static Rule rule(String source) {
    return Samples.rule("traced-" + source, Samples.source(source, "**"), RuleTarget.of(TARGET));
  }

  private WaybillConfig config(String bootstrapServers) {
    WorkerConfig all = WorkerConfig.DEFAULT;
    URI address = uri(server);
    return WaybillConfig.DEFAULT
        .withKafka(Kafka.config(bootstrapServers))
        .withRegistries(
            Map.of(
                Registry.of("echo"),
                at(address),
                Registry.of("led"),
                at(address),
                Registry.of("realm"),
                at(address),
                TARGET,
                at(uri(target))))
        .withTraces(new TracesConfig(Optional.of(address.resolve("/v1/traces")), 1, Map.of()))
        .withWorker(
            new WorkerConfig(
                List.of(REGION.name()),
                2,
                1,
                all.bulkThreshold(),
                all.graceTime(),
                "127.0.0.1",
                0,
                new RetryConfig(
                    8,
                    new TimeSpan(Duration.ofMillis(20)),
                    TimeSpan.parse("1h"),
                    new TimeSpan(Duration.ofMillis(10)))));
  }

  private static URI uri(HttpServer at) {
    return URI.create("http://127.0.0.1:" + at.getAddress().getPort());
  }

  private static RegistryConfig at(URI uri) {
    return new RegistryConfig(
        uri,
        REGION,
        Optional.of("me"),
        Optional.of(Secret.of(PASSWORD)),
        false,
        Optional.empty(),
        RegistryConfig.at(uri).maxConnections());
  }
}
