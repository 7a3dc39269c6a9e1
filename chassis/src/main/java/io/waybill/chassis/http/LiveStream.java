package io.waybill.chassis.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** An answer that is written bit by bit, for as long as there is something to say. */
public final class LiveStream {
  private final HttpServerResponse response;
  private final Context loop;
  private final BooleanSupplier ending;
  private volatile boolean stuck;

  LiveStream(HttpServerResponse response, Context loop, BooleanSupplier ending) {
    this.response = response;
    this.loop = loop;
    this.ending = ending;
  }

  /** Writes such an answer, on a virtual thread of its own; the answer ends when it returns. */
  @FunctionalInterface
  public interface Body {
    /** Writes; looks at {@link LiveStream#isEnding} every second or so. */
    void write(LiveStream stream) throws InterruptedException;
  }

  /** What became of some bytes. */
  public enum Sent {
    /** The connection has taken them. */
    TAKEN,

    /**
     * The reader does not read: the connection took them not in time, and may yet. The answer is to
     * be given up; the connection is cut off then, because what waits on it would wait for ever.
     */
    SLOW,

    /** Nobody reads any more. */
    GONE
  }

  /** Whether the server is about to close: say good-bye, and return. */
  public boolean isEnding() {
    return ending.getAsBoolean();
  }

  /** Whether the connection did not take something in time. */
  boolean isStuck() {
    return stuck;
  }

  /** Sends bytes, and waits until the connection has taken them, but no longer than this. */
  public Sent send(byte[] bytes, Duration patience) throws InterruptedException {
    CompletableFuture<Sent> sent = new CompletableFuture<>();
    loop.runOnContext(
        nothing -> {
          if (response.closed() || response.ended()) {
            sent.complete(Sent.GONE);
            return;
          }
          var _ =
              response
                  .write(Buffer.buffer(bytes))
                  .onComplete(
                      written -> sent.complete(Sent.TAKEN), failed -> sent.complete(Sent.GONE));
        });
    try {
      return sent.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      stuck = true;
      return Sent.SLOW;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException("Sending never fails, it says GONE", impossible);
    }
  }
}
