package io.waybill.gateway;

import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import io.waybill.chassis.http.Routes;
import io.waybill.gateway.senders.Delivery;
import io.waybill.gateway.senders.ParsedWebhook;
import io.waybill.gateway.senders.SenderType.OnUnreadable;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code POST /webhooks/NAME} takes a sender's body in, {@code POST /webhooks/NAME/test} shows what
 * a body would become. What a sender is told stands in {@link Answers}.
 */
final class WebhookRoutes {
  private final Endpoints endpoints;
  private final Reception reception;
  private final GatewayMetrics metrics;
  private final AtomicInteger inFlight;
  private final Clock clock;

  /**
   * Routes for these webhooks.
   *
   * @param inFlight counts what is held right now
   */
  WebhookRoutes(
      Endpoints endpoints,
      Reception reception,
      GatewayMetrics metrics,
      AtomicInteger inFlight,
      Clock clock) {
    this.endpoints = endpoints;
    this.reception = reception;
    this.metrics = metrics;
    this.inFlight = inFlight;
    this.clock = clock;
  }

  void register(Routes routes) {
    routes.post("/webhooks/:name", this::receive).post("/webhooks/:name/test", this::test);
  }

  private Response receive(Request request) {
    inFlight.incrementAndGet();
    try {
      Endpoint endpoint = authenticated(request);
      return receive(endpoint, endpoint.delivery(request.headers(), clock.instant()), request);
    } finally {
      inFlight.decrementAndGet();
    }
  }

  private Response receive(Endpoint endpoint, Delivery delivery, Request request) {
    try {
      Receipt receipt = reception.receive(endpoint, delivery, request.body());
      boolean refused =
          receipt.deadLetter().isPresent() && endpoint.type().onUnreadable() == OnUnreadable.REFUSE;
      if (refused) {
        metrics.unreadable(endpoint.name());
      }
      return Answers.of(endpoint, receipt);
    } catch (KafkaUnavailableException unavailable) {
      metrics.kafkaUnavailable(endpoint.name());
      throw Answers.unavailable(unavailable);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw Answers.unavailable(new KafkaUnavailableException("This gateway is stopping"));
    }
  }

  private Response test(Request request) {
    Endpoint endpoint = authenticated(request);
    Delivery delivery = endpoint.delivery(request.headers(), clock.instant());
    ParsedWebhook parsed = endpoint.parser().parse(delivery, request.body());
    return Response.json(200, Preview.of(endpoint, parsed));
  }

  private Endpoint authenticated(Request request) {
    String name = request.pathParameter("name");
    Endpoint endpoint =
        endpoints
            .find(name)
            .orElseThrow(() -> new ProblemException(Problem.notFound(Answers.unknown(name))));
    if (!endpoint.authenticator().accepts(request.headers(), request.body())) {
      metrics.unauthorized(endpoint.name());
      throw Answers.unauthorized(endpoint);
    }
    return endpoint;
  }
}
