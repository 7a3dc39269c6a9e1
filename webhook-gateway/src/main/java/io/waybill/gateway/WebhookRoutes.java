package io.waybill.gateway;

import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import io.waybill.chassis.http.Routes;
import io.waybill.gateway.auth.Authenticator;
import io.waybill.gateway.auth.Evidence;
import io.waybill.gateway.auth.SnsSubscription;
import io.waybill.gateway.auth.Verdict;
import io.waybill.gateway.senders.Delivery;
import io.waybill.gateway.senders.ParsedWebhook;
import io.waybill.gateway.senders.SenderType.OnUnreadable;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /webhooks/NAME} takes a sender's body in, {@code POST /webhooks/NAME/test} shows what
 * a body would become; for senders that show their secret in the address, {@code /key/SECRET}
 * stands behind the name. What a sender is told stands in {@link Answers}.
 */
final class WebhookRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookRoutes.class);

  private final Endpoints endpoints;
  private final Reception reception;
  private final GatewayMetrics metrics;
  private final AtomicInteger inFlight;
  private final Rates rates = new Rates();
  private final Clock clock;
  private final Strangers strangers = new Strangers();

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
    routes
        .async("POST", "/webhooks/:name", request -> receive(request, Optional.empty()))
        .post("/webhooks/:name/test", request -> test(request, Optional.empty()))
        .async("POST", "/webhooks/:name/key/:secret", request -> receive(request, secret(request)))
        .post("/webhooks/:name/key/:secret/test", request -> test(request, secret(request)));
  }

  private CompletionStage<Response> receive(Request request, Optional<String> secret) {
    inFlight.incrementAndGet();
    CompletionStage<Response> answer;
    try {
      answer = settleOrStore(request, secret);
    } catch (RuntimeException refused) {
      answer = CompletableFuture.failedStage(refused);
    }
    return answer.whenComplete((response, refused) -> inFlight.decrementAndGet());
  }

  private CompletionStage<Response> settleOrStore(Request request, Optional<String> secret) {
    Endpoint endpoint = find(request, secret);
    authenticate(endpoint, endpoint.access().deliveries(), request, secret);
    requireRate(endpoint);
    Optional<Response> settled =
        endpoint.access().subscription().flatMap(each -> settle(endpoint, each, request));
    if (settled.isPresent()) {
      return CompletableFuture.completedStage(settled.get());
    }
    Delivery delivery = endpoint.delivery(request.headers(), clock.instant());
    return reception
        .receive(endpoint, delivery, request.body())
        .handle((receipt, failure) -> answer(endpoint, receipt, failure));
  }

  private Response answer(
      Endpoint endpoint, @Nullable Receipt receipt, @Nullable Throwable failure) {
    if (receipt == null) {
      throw refusal(endpoint, failure);
    }
    boolean refused =
        receipt.deadLetter().isPresent() && endpoint.type().onUnreadable() == OnUnreadable.REFUSE;
    if (refused) {
      metrics.unreadable(endpoint.name());
    }
    return Answers.of(endpoint, receipt);
  }

  private RuntimeException refusal(Endpoint endpoint, @Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof KafkaUnavailableException unavailable) {
      metrics.kafkaUnavailable(endpoint.name());
      return Answers.unavailable(unavailable);
    }
    return new IllegalStateException("A delivery could not be stored", cause);
  }

  private void requireRate(Endpoint endpoint) {
    Duration wait = rates.take(endpoint);
    if (wait.isPositive()) {
      metrics.tooMany(endpoint.name());
      throw Answers.tooMany(endpoint, wait);
    }
  }

  /** What SNS is told where its message is about the subscription; empty where it is not. */
  private Optional<Response> settle(
      Endpoint endpoint, SnsSubscription subscription, Request request) {
    return switch (subscription.settle(request.body())) {
      case SnsSubscription.Outcome.Other other -> Optional.empty();
      case SnsSubscription.Outcome.Confirmed confirmed -> {
        LOG.info("The webhook {} is subscribed to its SNS topic now.", endpoint.name());
        yield Optional.of(Response.json(200, Map.of("subscription", "confirmed")));
      }
      case SnsSubscription.Outcome.Ended ended -> {
        LOG.warn(
            "The webhook {} is no longer subscribed to its SNS topic: no more events will come.",
            endpoint.name());
        yield Optional.of(Response.json(200, Map.of("subscription", "ended")));
      }
      case SnsSubscription.Outcome.Failed(String reason) -> {
        LOG.warn(
            "The webhook {} could not be subscribed to its SNS topic: {}.",
            endpoint.name(),
            reason);
        throw Answers.unsubscribed(endpoint, reason);
      }
    };
  }

  private Response test(Request request, Optional<String> secret) {
    Endpoint endpoint = find(request, secret);
    authenticate(endpoint, endpoint.access().trials(), request, secret);
    Delivery delivery = endpoint.delivery(request.headers(), clock.instant());
    ParsedWebhook parsed = endpoint.parser().parse(delivery, request.body());
    return Response.json(200, Preview.of(endpoint, parsed));
  }

  private static Optional<String> secret(Request request) {
    return Optional.of(request.pathParameter("secret"));
  }

  private Endpoint find(Request request, Optional<String> secret) {
    String name = request.pathParameter("name");
    Endpoint endpoint =
        endpoints
            .find(name)
            .orElseThrow(() -> new ProblemException(Problem.notFound(Answers.unknown(name))));
    if (secret.isPresent() && !endpoint.access().secretInPath()) {
      throw new ProblemException(Problem.notFound(Answers.noKey(endpoint)));
    }
    return endpoint;
  }

  private void authenticate(
      Endpoint endpoint, Authenticator authenticator, Request request, Optional<String> secret) {
    Evidence evidence =
        new Evidence(request.headers(), request.body(), secret, request.clientCertificates());
    switch (authenticator.check(evidence)) {
      case Verdict.Accepted accepted -> {}
      case Verdict.Refused(String reason) -> {
        metrics.unauthorized(endpoint.name());
        strangers.seen(endpoint.name(), request.remoteAddress(), "was refused, because " + reason);
        throw Answers.unauthorized(endpoint, authenticator.ask());
      }
      case Verdict.Undecided undecided -> {
        metrics.unverified(endpoint.name());
        strangers.seen(
            endpoint.name(),
            request.remoteAddress(),
            "could not be checked, because " + undecided.reason());
        throw Answers.undecided(endpoint, undecided);
      }
    }
  }
}
