package io.waybill.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** The beginning of a body that has no end; then nobody reads any more. */
final class FirstBytes implements BodySubscriber<String> {
  private final CompletableFuture<String> text = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  /** The whole of a body, or the beginning of a live one. */
  static BodyHandler<String> orWhole() {
    return answer ->
        answer.headers().firstValue("Content-Type").orElse("").equals("text/event-stream")
            ? new FirstBytes()
            : BodyHandlers.ofString().apply(answer);
  }

  @Override
  public CompletionStage<String> getBody() {
    return text;
  }

  @Override
  public void onSubscribe(Flow.Subscription begun) {
    subscription = begun;
    begun.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    StringBuilder read = new StringBuilder();
    buffers.forEach(buffer -> read.append(UTF_8.decode(buffer)));
    text.complete(read.toString());
    if (subscription != null) {
      subscription.cancel();
    }
  }

  @Override
  public void onError(Throwable failure) {
    text.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    text.complete("");
  }
}
