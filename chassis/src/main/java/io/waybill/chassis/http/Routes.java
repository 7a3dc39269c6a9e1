package io.waybill.chassis.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a role says which path leads where. Paths are Vert.x Web's: {@code /rules/:id}, {@code
 * /images/*}; but a colon within a component is a colon: {@code /rules:preview}, {@code
 * /rules/:id:scan}, which has to come before a {@code /rules/:id} of the same method. The path as
 * written here is the route's name in the metrics.
 */
public final class Routes {
  private static final Pattern LITERAL_COLON = Pattern.compile("(?<!/):");
  private static final Pattern PARAMETER = Pattern.compile("/:([A-Za-z]+)");
  private static final Pattern LONG_PARAMETER = Pattern.compile("/:([A-Za-z]+)\\+");

  private final Router router;
  private final Exchange exchange;
  private final List<Known> known = new ArrayList<>();

  /** A method, and the paths on which it is taken. */
  private record Known(String method, Pattern path) {}

  Routes(Router router, Exchange exchange) {
    this.router = router;
    this.exchange = exchange;
  }

  /** Answers a request. Called on a virtual thread of its own; it may block. */
  @FunctionalInterface
  public interface Endpoint {
    /**
     * The answer.
     *
     * @throws ProblemException to answer with a problem
     * @throws Exception anything else is answered 500 and logged
     */
    Response handle(Request request) throws Exception;
  }

  /** Answers a request later. Called on a virtual thread, which ends when this returns. */
  @FunctionalInterface
  public interface AsyncEndpoint {
    /**
     * The answer, to come.
     *
     * @throws ProblemException to answer with a problem; the stage may fail with one, too
     * @throws Exception anything else is answered 500 and logged
     */
    CompletionStage<Response> handle(Request request) throws Exception;
  }

  /** GET. */
  public Routes get(String path, Endpoint endpoint) {
    return on("GET", path, endpoint);
  }

  /** POST. */
  public Routes post(String path, Endpoint endpoint) {
    return on("POST", path, endpoint);
  }

  /** PUT. */
  public Routes put(String path, Endpoint endpoint) {
    return on("PUT", path, endpoint);
  }

  /** PATCH. */
  public Routes patch(String path, Endpoint endpoint) {
    return on("PATCH", path, endpoint);
  }

  /** DELETE. */
  public Routes delete(String path, Endpoint endpoint) {
    return on("DELETE", path, endpoint);
  }

  /** Any method. */
  public Routes on(String method, String path, Endpoint endpoint) {
    route(method, path).handler(context -> exchange.serve(context, path, endpoint));
    return this;
  }

  /** Any method, answered later: nothing waits for the answer meanwhile. */
  public Routes async(String method, String path, AsyncEndpoint endpoint) {
    route(method, path).handler(context -> exchange.serveLater(context, path, endpoint));
    return this;
  }

  /**
   * Vert.x itself, for what is neither a request nor an answer in memory (a live stream). The
   * handler runs on the event loop and must not block; the body is not read.
   */
  public Routes raw(String method, String path, Handler<RoutingContext> handler) {
    route(method, path)
        .handler(
            context -> {
              exchange.named(context, path);
              handler.handle(context);
            });
    return this;
  }

  /** To Vert.x every colon begins a parameter, except in a regular expression. */
  private Route route(String method, String path) {
    HttpMethod verb = HttpMethod.valueOf(method);
    String pattern = PARAMETER.matcher(path).replaceAll("/[^/]+").replace("/*", "/.*");
    known.add(new Known(method, Pattern.compile(pattern)));
    if (!LITERAL_COLON.matcher(path).find() && !LONG_PARAMETER.matcher(path).find()) {
      return router.route(verb, path);
    }
    String withLong = LONG_PARAMETER.matcher(path).replaceAll("/(?<$1>.+)");
    return router.routeWithRegex(verb, PARAMETER.matcher(withLong).replaceAll("/(?<$1>[^/]+)"));
  }

  /** The methods that are taken on this path, as the header Allow lists them (RFC 9110, 10.2.1). */
  String allowed(String path) {
    return known.stream()
        .filter(route -> route.path.matcher(path).matches())
        .map(Known::method)
        .distinct()
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
