package io.waybill.chassis.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.ext.web.RoutingContext;
import io.waybill.chassis.metrics.Metrics;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request from its first byte to its last: counted, its body read on the event loop, answered
 * on a virtual thread, written on the event loop again.
 */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);
  private static final String ROUTE = "waybill.route";
  private static final String ANSWERED = "waybill.answered";
  private static final long GLANCE_MILLIS = 10;

  /** Headers of a request; no client has a use for as many. */
  private static final int MAX_HEADERS = 100;

  /** What every answer says unless the route says otherwise. */
  private static final Map<CharSequence, CharSequence> HEADERS =
      Map.ofEntries(
          header("Cache-Control", "no-store"),
          header("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
          header("Referrer-Policy", "no-referrer"),
          header("X-Content-Type-Options", "nosniff"),
          header("X-Frame-Options", "DENY"));

  private final HttpSettings settings;
  private final RequestTimers timers;
  private final Visits visits;
  private final BodyReader bodies;
  private final AtomicInteger active = new AtomicInteger();

  /** Requests of endpoints, until they are answered. */
  private final AtomicInteger running = new AtomicInteger();

  /**
   * Answers that are written bit by bit: they may go on for ever, and end when they are told to.
   */
  private final AtomicInteger live = new AtomicInteger();

  private volatile boolean draining;

  Exchange(HttpSettings settings, RequestTimers timers, Visits visits, MeterRegistry meters) {
    this.settings = settings;
    this.timers = timers;
    this.visits = visits;
    this.bodies = new BodyReader(settings);
    meters.gauge(Metrics.HTTP_ACTIVE, active);
  }

  /** The first handler of every request: headers, and the clock. */
  void begin(RoutingContext context) {
    long start = System.nanoTime();
    HttpServerRequest request = context.request();
    active.incrementAndGet();
    visits.requestBegins(request.connection());
    HEADERS.forEach(context.response()::putHeader);
    context.addEndHandler(
        ended -> {
          active.decrementAndGet();
          visits.requestEnds(request.connection());
          @Nullable String route = context.get(ROUTE);
          timers
              .of(
                  route == null ? RequestTimers.UNMATCHED : route,
                  request.method().name(),
                  context.response().getStatusCode())
              .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        });
    if (hasTooManyHeaders(request)) {
      BodyReader.refuse(
          context,
          problem -> respond(context, Response.problem(problem)),
          Problem.headTooLarge("A request may have " + MAX_HEADERS + " headers at most"));
      return;
    }
    context.next();
  }

  /** In the form in which it is written. */
  private static Map.Entry<CharSequence, CharSequence> header(String name, String value) {
    return Map.entry(HttpHeaders.createOptimized(name), HttpHeaders.createOptimized(value));
  }

  private static boolean hasTooManyHeaders(HttpServerRequest request) {
    int count = 0;
    for (var _ : request.headers()) {
      count++;
    }
    return count > MAX_HEADERS;
  }

  /** Calls the request by its route's name in the metrics. */
  void named(RoutingContext context, String route) {
    context.put(ROUTE, route);
  }

  void serve(RoutingContext context, String route, Routes.Endpoint endpoint) {
    serveLater(
        context, route, request -> CompletableFuture.completedFuture(endpoint.handle(request)));
  }

  void serveLater(RoutingContext context, String route, Routes.AsyncEndpoint endpoint) {
    named(context, route);
    int before = running.getAndIncrement();
    context.put(ANSWERED, once(running::decrementAndGet));
    context.addEndHandler(ended -> answered(context));
    boolean health = route.startsWith("/health/");
    if (draining) {
      refuse(context, "This server is about to stop; try again");
      return;
    }
    if (before >= settings.maxInFlight() && !health) {
      refuse(context, "Too many requests at the same time; try again");
      return;
    }
    bodies.read(
        context,
        body -> {
          Request request = new Request(context, body);
          Context loop = context.vertx().getOrCreateContext();
          Thread.ofVirtual()
              .name("http " + route)
              .start(() -> answer(context, loop, request, endpoint));
        },
        problem -> {
          Response answer = Response.problem(problem);
          boolean later = problem.status() == 503;
          respond(context, later ? answer.withHeader("Retry-After", "1") : answer);
        });
  }

  private static Runnable once(Runnable action) {
    AtomicBoolean done = new AtomicBoolean();
    return () -> {
      if (done.compareAndSet(false, true)) {
        action.run();
      }
    };
  }

  private static void answered(RoutingContext context) {
    @Nullable Runnable answered = context.get(ANSWERED);
    if (answered != null) {
      answered.run();
    }
  }

  /** From now on requests are told to come back; returns when those under way have ended. */
  void drain() throws InterruptedException {
    draining = true;
    long deadline = System.nanoTime() + settings.graceTime().toNanos();
    while (running.get() + live.get() > 0 && System.nanoTime() < deadline) {
      Thread.sleep(GLANCE_MILLIS);
    }
  }

  private void refuse(RoutingContext context, String why) {
    respond(
        context,
        Response.problem(Problem.unavailable(why))
            .withHeader("Retry-After", "1")
            .withHeader("Connection", "close"));
  }

  private void answer(
      RoutingContext context, Context loop, Request request, Routes.AsyncEndpoint endpoint) {
    CompletionStage<Response> answer;
    try {
      answer = endpoint.handle(request);
    } catch (Throwable failure) {
      answer = CompletableFuture.failedFuture(failure);
    }
    answer.whenComplete(
        (response, failure) -> {
          Response result = failure == null ? response : failed(request.method(), failure, context);
          loop.runOnContext(nothing -> respond(context, result));
        });
  }

  /** What a failure is answered with; one that nobody foresaw is logged under a number. */
  Response failed(String method, Throwable failure, RoutingContext context) {
    Throwable cause = failure;
    while ((cause instanceof CompletionException || cause instanceof ExecutionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ProblemException problem) {
      return problem.response();
    }
    String incident = UUID.randomUUID().toString();
    @Nullable String route = context.get(ROUTE);
    LOG.error("Incident {}: {} {} failed", incident, method, route, cause);
    return Response.problem(
        Problem.of(
                500,
                "internal",
                "Something went wrong here",
                "The request failed because of a defect; the log has it under incident " + incident)
            .with("incident", incident));
  }

  /** On the event loop: the head goes out, and whoever writes the body begins. */
  private void begin(RoutingContext context, LiveStream.Body body) {
    Context loop = context.vertx().getOrCreateContext();
    HttpServerResponse response = context.response().setChunked(true);
    LiveStream stream = new LiveStream(response, loop, () -> draining);
    live.incrementAndGet();
    answered(context);
    @Nullable String route = context.get(ROUTE);
    Thread.ofVirtual()
        .name("http live " + route)
        .start(
            () -> {
              try {
                body.write(stream);
              } catch (InterruptedException impossible) {
                Thread.currentThread().interrupt();
              } catch (RuntimeException defect) {
                LOG.error("The live answer of {} ended because of a defect", route, defect);
              } finally {
                loop.runOnContext(nothing -> end(context, stream));
              }
            });
  }

  private void end(RoutingContext context, LiveStream stream) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      live.decrementAndGet();
    } else if (stream.isStuck()) {
      // Vert.x' own close, which is in the pipeline above this, would wait until what is written
      // has been read.
      var _ =
          ((HttpServerConnection) context.request().connection()).channelHandlerContext().close();
      live.decrementAndGet();
    } else {
      var _ = response.end().onComplete(ended -> live.decrementAndGet());
    }
  }

  void respond(RoutingContext context, Response answer) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
    if (answer.live().isPresent()) {
      begin(context, answer.live().get());
      return;
    }
    if (context.request().method().equals(HttpMethod.HEAD)) {
      response.putHeader("Content-Length", Integer.toString(answer.body().length));
      response.end();
    } else {
      response.end(Buffer.buffer(answer.body()));
    }
  }
}
