package io.waybill.chassis.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/** Answers what is no request: its head is too large, or not HTTP. Runs on the event loop. */
final class Malformed {
  private final RequestTimers timers;

  Malformed(RequestTimers timers) {
    this.timers = timers;
  }

  /** Answers, and closes the connection: nobody knows where a next request would begin. */
  void answer(HttpServerRequest request) {
    Problem problem = problem(request.decoderResult().cause());
    timers.of(RequestTimers.UNMATCHED, "", problem.status()).record(Duration.ZERO);
    Response answer = Response.problem(problem);
    request.response().setStatusCode(answer.status());
    answer.headers().forEach(request.response()::putHeader);
    var _ =
        request
            .response()
            .putHeader("Connection", "close")
            .end(Buffer.buffer(answer.body()))
            .eventually(() -> request.connection().close());
  }

  private static Problem problem(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ ->
          Problem.of(
              414,
              "address-too-long",
              "The request's address is too long",
              "The first line of a request may have " + HttpService.MAX_LINE + " bytes");
      case TooLongHttpHeaderException _ ->
          Problem.headTooLarge(
              "The headers of a request may have " + HttpService.MAX_HEADERS + " bytes together");
      default -> Problem.badRequest("The request is not HTTP/1.1 as RFC 9112 has it");
    };
  }
}
