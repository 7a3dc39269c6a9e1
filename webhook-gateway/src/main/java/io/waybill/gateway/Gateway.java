package io.waybill.gateway;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.waybill.chassis.config.GatewayConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.http.Health;
import io.waybill.chassis.http.HttpService;
import io.waybill.chassis.http.HttpSettings;
import io.waybill.chassis.http.ListenException;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.KafkaHealth;
import io.waybill.chassis.kafka.KafkaSetupException;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.chassis.kafka.PublishException;
import io.waybill.chassis.kafka.TopicSetup;
import io.waybill.chassis.life.ServiceStack;
import io.waybill.chassis.life.StartException;
import io.waybill.chassis.metrics.Metrics;
import io.waybill.chassis.traces.Traces;
import io.waybill.gateway.auth.Outside;
import io.waybill.gateway.spool.Drain;
import io.waybill.gateway.spool.Spool;
import io.waybill.schemas.wire.Topics;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway role: webhooks in, events on Kafka out. It answers 2xx only for what Kafka has
 * confirmed, or what its disk has, where a sender would not send it again. It may run as often as
 * one likes, each with a spool of its own.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  /** How long a Kafka that is there may take until it is prepared. */
  private static final Duration USUAL_START = Duration.ofSeconds(3);

  private final ServiceStack parts;
  private final HttpService http;
  private final Preparation preparation;

  private Gateway(ServiceStack parts, HttpService http, Preparation preparation) {
    this.parts = parts;
    this.http = http;
    this.preparation = preparation;
  }

  /**
   * Starts it, and returns when it listens. Where Kafka is away it answers 503, or keeps what its
   * sender would not send again, and begins by itself: see {@link #missing} and {@link
   * #awaitReady}.
   *
   * @throws StartException when a webhook is configured wrongly, Kafka cannot be used as it is, the
   *     port is taken or the spool is somebody else's; nothing is left running
   */
  public static Gateway start(WaybillConfig config) throws StartException {
    return start(config, Outside.real());
  }

  /** The same, with what senders are checked with. */
  static Gateway start(WaybillConfig config, Outside outside) throws StartException {
    ServiceStack parts = new ServiceStack();
    try {
      return start(config, outside, parts);
    } catch (ListenException | KafkaSetupException unusable) {
      parts.close();
      throw new StartException(String.valueOf(unusable.getMessage()), unusable);
    } catch (InterruptedException stopped) {
      parts.close();
      Thread.currentThread().interrupt();
      throw new StartException("The gateway was stopped while it started", stopped);
    } catch (StartException | RuntimeException failed) {
      parts.close();
      throw failed;
    }
  }

  /**
   * Why the gateway would not start with this configuration, if so: a webhook of an unknown type,
   * one whose sender cannot show what is asked of it, or one without a secret that other machines
   * can reach. Nothing is started.
   */
  public static Optional<String> refusal(WaybillConfig config) {
    try {
      Endpoints.of(config);
      return Optional.empty();
    } catch (StartException refused) {
      return Optional.of(String.valueOf(refused.getMessage()));
    }
  }

  private static Gateway start(WaybillConfig config, Outside outside, ServiceStack parts)
      throws StartException, ListenException, KafkaSetupException, InterruptedException {
    Endpoints endpoints = Endpoints.of(config, outside);
    GatewayConfig settings = config.gateway();
    PrometheusMeterRegistry registry = Metrics.create("gateway", GatewayMetrics.SPECS);
    KafkaClients clients =
        kafkaClients(config)
            .lookingNamesUpForEver()
            .countingIn(registry, List.of(Topics.EVENTS, Topics.DEAD_LETTERS));
    Admin admin = clients.admin();
    // Without a limit it would wait for Kafka as long as its calls do.
    parts.add("the gateway's admin client", () -> admin.close(Duration.ZERO));
    MessagePublisher publisher =
        parts.add("the gateway's publisher", clients.publisher(settings.kafkaTimeout().duration()));
    Preparation preparation =
        parts.add(
            "the gateway's preparation",
            Preparation.begin(() -> prepare(admin, publisher, config)));

    Traces traces = parts.add("the gateway's spans", Traces.of(config.traces(), "gateway"));
    AtomicInteger inFlight = new AtomicInteger();
    GatewayMetrics metrics = new GatewayMetrics(registry, inFlight::get);
    config.webhooks().keySet().forEach(metrics::watch);
    Optional<Spool> spool = Spools.open(config, endpoints);
    if (spool.isPresent()) {
      Spool kept = parts.add("the gateway's spool", spool.get());
      metrics.watch(kept, Clock.systemUTC());
      parts.add(
          "the gateway's drain",
          Drain.start(kept, preparation::isDone, clients::persistentPublisher, metrics));
    }
    Deadlines deadlines =
        parts.add("the gateway's deadlines", Deadlines.begin(settings.kafkaTimeout().duration()));
    Outbox outbox = new Outbox(publisher, preparation, deadlines, metrics.publish());
    WebhookRoutes routes =
        new WebhookRoutes(
            endpoints,
            new Reception(outbox, spool, metrics, traces),
            metrics,
            inFlight,
            Clock.systemUTC());
    Health health = new Health();
    new Readiness(
            preparation, new KafkaHealth(admin), spool, endpoints.isAnySpooled(), Clock.systemUTC())
        .register(health);
    HttpService http =
        parts.add(
            "the gateway's server",
            HttpService.start(listener(settings), routes::register, health, registry));
    preparation.await(USUAL_START);
    preparation.goOnAlone();
    return new Gateway(parts, http, preparation);
  }

  private static HttpSettings listener(GatewayConfig settings) {
    return HttpSettings.of(settings.host(), settings.port(), "gateway.port")
        .withMaxBody(settings.maxBody())
        .withMaxInFlight(settings.maxInFlight())
        .withBodyTimeout(settings.bodyTimeout().duration())
        .withTls(settings.tls());
  }

  private static void prepare(Admin admin, MessagePublisher publisher, WaybillConfig config)
      throws KafkaSetupException, InterruptedException {
    TopicSetup.ensure(admin, config.kafka(), config.regions());
    try {
      // The first sender gives up after a second as well, so what can be done before is.
      publisher.prepare(Topics.EVENTS, Topics.DEAD_LETTERS);
    } catch (PublishException late) {
      LOG.debug("Kafka is slow: the first webhooks may be answered 503", late);
    }
  }

  private static KafkaClients kafkaClients(WaybillConfig config) throws StartException {
    try {
      return new KafkaClients(config.kafka(), "waybill-gateway");
    } catch (IllegalArgumentException embedded) {
      throw new StartException(String.valueOf(embedded.getMessage()), embedded);
    }
  }

  /** The port that it listens on. */
  public int port() {
    return http.port();
  }

  /** Where it listens: {@code http://host:port}, or https where it speaks TLS. */
  public URI uri() {
    return http.uri();
  }

  /** What keeps it from writing to Kafka since its start, as a sentence; none when it is ready. */
  public Optional<String> missing() {
    return preparation.missing();
  }

  /** Completes when it can write to Kafka. */
  public CompletionStage<?> ready() {
    return preparation.done();
  }

  /**
   * Returns when it can write to Kafka.
   *
   * @throws StartException when it cannot within this time, or never as things are
   */
  public void awaitReady(Duration time) throws StartException, InterruptedException {
    try {
      if (!preparation.await(time)) {
        throw new StartException(missing().orElse("Kafka has not answered in time"));
      }
    } catch (KafkaSetupException unusable) {
      throw new StartException(String.valueOf(unusable.getMessage()), unusable);
    }
  }

  /** Lets running requests end, and stops. */
  @Override
  public void close() {
    parts.close();
  }
}
