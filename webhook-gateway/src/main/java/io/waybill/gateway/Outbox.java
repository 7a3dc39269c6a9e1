package io.waybill.gateway;

import io.micrometer.core.instrument.Timer;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.gateway.spool.Outgoing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Hands records to Kafka; whether it has them is known no later than the sender waits. */
final class Outbox {
  private final MessagePublisher publisher;
  private final Preparation preparation;
  private final Deadlines deadlines;
  private final Timer latency;
  private final Outage outage = new Outage();

  /**
   * An outbox on this publisher, which it does not close.
   *
   * @param preparation before it has succeeded nothing is sent: a topic might be made that is not
   *     as it should be
   * @param deadlines for all records of one call together
   */
  Outbox(MessagePublisher publisher, Preparation preparation, Deadlines deadlines, Timer latency) {
    this.publisher = publisher;
    this.preparation = preparation;
    this.deadlines = deadlines;
    this.latency = latency;
  }

  /**
   * Hands them over. The caller may be held up while Kafka's client has no room or no place for
   * them; the answer does not wait for that.
   *
   * @return completes when Kafka has confirmed all of them, on Kafka's network thread, or with a
   *     {@link KafkaUnavailableException} when one of them is not confirmed in time; the others may
   *     have arrived, so whoever tries again repeats all of them
   */
  CompletableFuture<Void> publish(List<Outgoing> messages) {
    if (messages.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    Optional<String> missing = preparation.missing();
    if (missing.isPresent()) {
      return CompletableFuture.failedFuture(new KafkaUnavailableException(missing.get()));
    }
    long start = System.nanoTime();
    CompletableFuture<Void> confirmation = deadlines.confirmation();
    var _ = confirmation.whenComplete((nothing, failure) -> note(start, failure));
    send(messages, confirmation);
    return confirmation;
  }

  private void send(List<Outgoing> messages, CompletableFuture<Void> confirmation) {
    List<CompletableFuture<?>> pending = new ArrayList<>(messages.size());
    for (Outgoing outgoing : messages) {
      // Each call may wait for the topic's place; together they must not.
      if (confirmation.isDone()) {
        return;
      }
      pending.add(publisher.publish(outgoing.topic(), outgoing.message()));
    }
    var _ =
        CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new))
            .whenComplete((nothing, failure) -> end(confirmation, failure));
  }

  private static void end(CompletableFuture<Void> confirmation, @Nullable Throwable failure) {
    if (failure == null) {
      confirmation.complete(null);
      return;
    }
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    confirmation.completeExceptionally(
        new KafkaUnavailableException(String.valueOf(cause.getMessage()), cause));
  }

  private void note(long start, @Nullable Throwable failure) {
    if (failure == null) {
      latency.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
      outage.over();
    } else if (failure instanceof KafkaUnavailableException unavailable) {
      outage.seen(unavailable);
    }
  }
}
