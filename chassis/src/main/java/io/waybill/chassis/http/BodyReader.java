package io.waybill.chassis.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;

/**
 * Reads bodies into memory, within a size, a time and a budget for all of them together. All of it
 * happens on the event loop.
 */
final class BodyReader {
  private static final long LINGER_MILLIS = 1_000;

  private final HttpSettings settings;
  private final ByteBudget budget;

  BodyReader(HttpSettings settings) {
    this.settings = settings;
    this.budget = new ByteBudget(settings.bodyMemory());
  }

  /** Reads the body, then calls one of the two, once; none of them when the sender goes away. */
  void read(RoutingContext context, Consumer<byte[]> whole, Consumer<Problem> refused) {
    HttpServerRequest request = context.request();
    if (request.isEnded()) {
      whole.accept(new byte[0]);
      return;
    }
    if (declaredLength(request) > settings.maxBody().bytes()) {
      refuse(context, refused, tooLarge());
      return;
    }
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      var _ = context.response().writeContinue();
    }
    new Reading(context, whole, refused).begin();
  }

  private final class Reading {
    private final RoutingContext context;
    private final Consumer<byte[]> whole;
    private final Consumer<Problem> refused;
    private final Buffer body = Buffer.buffer();
    private long timer;
    private boolean over;

    /** What this body has taken of the budget, until its request is answered or gone. */
    private long taken;

    Reading(RoutingContext context, Consumer<byte[]> whole, Consumer<Problem> refused) {
      this.context = context;
      this.whole = whole;
      this.refused = refused;
    }

    void begin() {
      context.addEndHandler(answered -> release());
      Vertx vertx = context.vertx();
      timer =
          vertx.setTimer(
              settings.bodyTimeout().toMillis(),
              expired ->
                  end(
                      () ->
                          refuse(
                              context,
                              refused,
                              Problem.of(
                                  408,
                                  "timeout",
                                  "The request took too long",
                                  "The body did not arrive within "
                                      + settings.bodyTimeout().toMillis()
                                      + " ms: send it again, faster"))));
      context
          .request()
          .handler(this::take)
          .exceptionHandler(gone -> end(() -> {}))
          .endHandler(ended -> end(() -> whole.accept(body.getBytes())));
    }

    private void take(Buffer chunk) {
      if (over) {
        return;
      }
      if (body.length() + chunk.length() > settings.maxBody().bytes()) {
        end(() -> refuse(context, refused, tooLarge()));
      } else if (!budget.tryTake(chunk.length())) {
        end(() -> refuse(context, refused, noMemory()));
      } else {
        taken += chunk.length();
        body.appendBuffer(chunk);
      }
    }

    private void release() {
      over = true;
      budget.giveBack(taken);
      taken = 0;
    }

    private void end(Runnable action) {
      if (!over) {
        over = true;
        context.vertx().cancelTimer(timer);
        action.run();
      }
    }
  }

  /**
   * Answers, and gives the sender a moment to read the answer while the rest of its body is thrown
   * away: a connection that is closed on unread bytes is reset, and the answer is lost with it.
   */
  static void refuse(RoutingContext context, Consumer<Problem> refused, Problem problem) {
    HttpServerRequest request = context.request();
    request.handler(rest -> {});
    context
        .vertx()
        .setTimer(
            LINGER_MILLIS,
            late -> {
              if (!request.isEnded()) {
                var _ = request.connection().close();
              }
            });
    refused.accept(problem);
  }

  private static Problem noMemory() {
    return Problem.unavailable("Too many large bodies at the same time; try again");
  }

  private Problem tooLarge() {
    return Problem.tooLarge(
        "The body is larger than "
            + settings.maxBody()
            + ", the most that is taken here: send a smaller one, or raise the limit (for webhooks"
            + " gateway.maxBody)");
  }

  private static long declaredLength(HttpServerRequest request) {
    String length = request.getHeader("Content-Length");
    try {
      return length == null ? 0 : Long.parseLong(length.strip());
    } catch (NumberFormatException beyond) {
      return Long.MAX_VALUE;
    }
  }
}
