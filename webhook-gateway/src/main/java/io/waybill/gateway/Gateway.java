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
import io.waybill.gateway.auth.Outside;
import io.waybill.schemas.wire.Topics;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway role: webhooks in, events on Kafka out. It answers 2xx only for what Kafka has
 * confirmed, keeps nothing itself, and so may run as often as one likes.
 */
public final class Gateway implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);

  private final ServiceStack parts;
  private final HttpService http;

  private Gateway(ServiceStack parts, HttpService http) {
    this.parts = parts;
    this.http = http;
  }

  /**
   * Starts it, and returns when it takes webhooks.
   *
   * @throws StartException when a webhook is configured wrongly, Kafka cannot be used or the port
   *     is taken; nothing is left running
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
    KafkaClients clients = kafkaClients(config);
    Admin admin = parts.add("the gateway's admin client", clients.admin());
    TopicSetup.ensure(admin, config.kafka(), config.regions());
    MessagePublisher publisher =
        parts.add("the gateway's publisher", clients.publisher(settings.kafkaTimeout().duration()));
    prepare(publisher);

    AtomicInteger inFlight = new AtomicInteger();
    PrometheusMeterRegistry registry = Metrics.create("gateway");
    GatewayMetrics metrics = new GatewayMetrics(registry, inFlight::get);
    Outbox outbox = new Outbox(publisher, settings.kafkaTimeout().duration(), metrics.publish());
    WebhookRoutes routes =
        new WebhookRoutes(
            endpoints, new Reception(outbox, metrics), metrics, inFlight, Clock.systemUTC());
    Health health = new Health();
    health.add("kafka", new KafkaHealth(admin));
    HttpSettings listener =
        HttpSettings.of(settings.host(), settings.port(), "gateway.port")
            .withMaxBody(settings.maxBody())
            .withMaxInFlight(settings.maxInFlight())
            .withBodyTimeout(settings.bodyTimeout().duration())
            .withTls(settings.tls());
    HttpService http =
        parts.add(
            "the gateway's server",
            HttpService.start(listener, routes::register, health, registry));
    return new Gateway(parts, http);
  }

  /** The first sender gives up after a second as well, so what can be done before is. */
  private static void prepare(MessagePublisher publisher) {
    try {
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

  /** Lets running requests end, and stops. */
  @Override
  public void close() {
    parts.close();
  }
}
