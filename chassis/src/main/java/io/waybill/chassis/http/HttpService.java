package io.waybill.chassis.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.BindException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A role's HTTP server. Beside the role's own routes it serves {@code /health/live}, {@code
 * /health/ready} and {@code /metrics}.
 */
public final class HttpService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpService.class);

  /** Bytes of all headers of a request. */
  static final int MAX_HEADERS = 16 << 10;

  /** Bytes of a request's first line. */
  static final int MAX_LINE = 8 << 10;

  /** Names the one free port that all event loops of a deployment share. */
  private static final int SHARED_PORT = 1;

  private static final Pattern SECRET_SEGMENT = Pattern.compile("(/key/).*");
  private static final Duration LAST_RESORT = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final List<HttpServer> servers;
  private final Exchange exchange;
  private final HttpSettings settings;
  private final Optional<TlsRenewal> renewal;

  private HttpService(
      Vertx vertx,
      List<HttpServer> servers,
      Exchange exchange,
      HttpSettings settings,
      Optional<TlsRenewal> renewal) {
    this.vertx = vertx;
    this.exchange = exchange;
    this.servers = List.copyOf(servers);
    this.settings = settings;
    this.renewal = renewal;
  }

  /**
   * Starts listening, and returns when requests are taken.
   *
   * @param settings where, and the limits
   * @param configurer adds the role's routes
   * @param health what {@code /health/ready} looks at
   * @param meters what {@code /metrics} shows, and where requests are counted
   * @throws PortInUseException when somebody listens there already
   * @throws ListenException when it cannot listen there for another reason
   */
  public static HttpService start(
      HttpSettings settings,
      Consumer<Routes> configurer,
      Health health,
      PrometheusMeterRegistry meters)
      throws ListenException {
    int loops = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
    try {
      Router router = Router.router(vertx);
      RequestTimers timers = new RequestTimers(meters);
      Visits visits = new Visits(settings, meters);
      visits.watch(vertx);
      Exchange exchange = new Exchange(settings, timers, visits, meters);
      router.route().handler(exchange::begin);
      Routes routes = new Routes(router, exchange);
      addHealth(routes, health, meters);
      configurer.accept(routes);
      addErrors(router, exchange, routes);
      List<HttpServer> servers = new CopyOnWriteArrayList<>();
      Optional<ListenerTls> tls = ListenerTls.read(vertx, settings);
      HttpServerOptions options = options(settings, tls);
      await(
          vertx.deployVerticle(
              () -> new Listener(settings, options, router, new Malformed(timers), visits, servers),
              new DeploymentOptions().setInstances(loops)));
      Optional<TlsRenewal> renewal =
          tls.map(files -> new TlsRenewal(vertx, settings, servers, files));
      renewal.ifPresent(TlsRenewal::begin);
      return new HttpService(vertx, servers, exchange, settings, renewal);
    } catch (ListenException unusable) {
      closeQuietly(vertx);
      throw unusable;
    } catch (ExecutionException | RuntimeException failed) {
      closeQuietly(vertx);
      throw notListening(settings, failed);
    }
  }

  /**
   * One event loop's share of the server: Vert.x hands the connections of a port to all of them.
   */
  private static final class Listener extends VerticleBase {
    private final HttpSettings settings;
    private final HttpServerOptions options;
    private final Router router;
    private final Malformed malformed;
    private final Visits visits;
    private final List<HttpServer> servers;

    Listener(
        HttpSettings settings,
        HttpServerOptions options,
        Router router,
        Malformed malformed,
        Visits visits,
        List<HttpServer> servers) {
      this.settings = settings;
      this.options = options;
      this.router = router;
      this.malformed = malformed;
      this.visits = visits;
      this.servers = servers;
    }

    @Override
    public Future<?> start() {
      return vertx
          .createHttpServer(options)
          .connectionHandler(visits::begin)
          .requestHandler(router)
          .invalidRequestHandler(malformed::answer)
          .listen(address(settings))
          .onSuccess(servers::add);
    }
  }

  /** The port that it listens on. */
  public int port() {
    return servers.getFirst().actualPort();
  }

  /** The address for callers on this machine or, if it listens on one, on another. */
  public URI uri() {
    String host = settings.host();
    String name =
        switch (host) {
          case "0.0.0.0" -> "127.0.0.1";
          case "::" -> "[::1]";
          default -> host.contains(":") ? "[" + host + "]" : host;
        };
    String scheme = settings.isSecure() ? "https" : "http";
    return URI.create(scheme + "://" + name + ":" + port());
  }

  /** The address that it is bound to, for the log: {@code 0.0.0.0:8081} is every address. */
  public String binding() {
    String host = settings.host();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
  }

  /** What replaces its certificate, where it has one. */
  Optional<TlsRenewal> renewal() {
    return renewal;
  }

  /** Tells new requests to come back, lets running ones end within the grace, and closes. */
  @Override
  public void close() {
    try {
      exchange.drain();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    closeQuietly(vertx);
  }

  private static SocketAddress address(HttpSettings settings) {
    return settings.port() == 0
        ? SocketAddress.sharedRandomPort(SHARED_PORT, settings.host())
        : SocketAddress.inetSocketAddress(settings.port(), settings.host());
  }

  private static HttpServerOptions options(HttpSettings settings, Optional<ListenerTls> tls) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setMaxHeaderSize(MAX_HEADERS)
            .setMaxInitialLineLength(MAX_LINE)
            .setHttp2ClearTextEnabled(false)
            .setIdleTimeout(Math.toIntExact(settings.idleTimeout().toMillis()))
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setAcceptBacklog(1024);
    tls.ifPresent(files -> files.applyTo(options));
    return options;
  }

  private static void addHealth(Routes routes, Health health, PrometheusMeterRegistry meters) {
    routes.get("/health/live", request -> Response.json(200, Map.of("status", "up")));
    routes.get("/health/ready", request -> ready(health.run()));
    routes.get(
        "/metrics",
        request ->
            Response.bytes(
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                meters.scrape().getBytes(StandardCharsets.UTF_8)));
  }

  private static Response ready(Map<String, Health.Status> checks) {
    boolean ready = checks.values().stream().allMatch(Health.Status::ok);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("status", ready ? "ready" : "not ready");
    document.put(
        "checks",
        checks.entrySet().stream()
            .map(
                check -> {
                  Map<String, Object> one = new LinkedHashMap<>();
                  one.put("name", check.getKey());
                  one.put("ok", check.getValue().ok());
                  one.put("detail", check.getValue().sentence());
                  return one;
                })
            .toList());
    return Response.json(ready ? 200 : 503, document);
  }

  private static void addErrors(Router router, Exchange exchange, Routes routes) {
    router.errorHandler(
        404,
        context ->
            problem(exchange, context, Problem.notFound("There is nothing at " + shown(context))));
    router.errorHandler(
        405,
        context ->
            exchange.respond(
                context,
                Response.problem(notAllowed(context))
                    .withHeader(
                        "Allow", routes.allowed(String.valueOf(context.request().path())))));
    router.errorHandler(
        400,
        context ->
            problem(exchange, context, Problem.badRequest("The request's address is malformed")));
    router.errorHandler(
        500,
        context -> {
          @Nullable Throwable failure = context.failure();
          Throwable cause = failure == null ? new IllegalStateException("no cause") : failure;
          exchange.respond(
              context, exchange.failed(context.request().method().name(), cause, context));
        });
  }

  private static Problem notAllowed(RoutingContext context) {
    return Problem.of(
        405,
        "method-not-allowed",
        "Method not allowed",
        shown(context) + " does not take " + context.request().method().name());
  }

  /** The path, without what stands behind {@code key}: there a webhook's secret has its place. */
  private static String shown(RoutingContext context) {
    return SECRET_SEGMENT.matcher(String.valueOf(context.request().path())).replaceAll("$1***");
  }

  private static void problem(Exchange exchange, RoutingContext context, Problem problem) {
    exchange.respond(context, Response.problem(problem));
  }

  private static void await(Future<?> future) throws ExecutionException {
    try {
      future.toCompletionStage().toCompletableFuture().get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ExecutionException("The start was interrupted", interrupted);
    }
  }

  private static ListenException notListening(HttpSettings settings, Exception failed) {
    Throwable cause = failed;
    while ((cause instanceof ExecutionException || cause instanceof CompletionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof BindException && message.contains("in use")) {
      return new PortInUseException(settings, cause);
    }
    return new ListenException(
        "Tried to listen on "
            + settings.host()
            + ", port "
            + settings.port()
            + ", but failed because: "
            + message,
        cause);
  }

  private static void closeQuietly(Vertx vertx) {
    try {
      vertx
          .close()
          .toCompletionStage()
          .toCompletableFuture()
          .get(LAST_RESORT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException failed) {
      LOG.warn("The HTTP server's threads did not end in good order", failed);
    }
  }
}
