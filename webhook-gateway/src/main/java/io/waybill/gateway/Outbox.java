package io.waybill.gateway;

import io.micrometer.core.instrument.Timer;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.gateway.spool.Outgoing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Hands records to Kafka and waits for all of them, but never longer than the sender will. */
final class Outbox {
  private final MessagePublisher publisher;
  private final Preparation preparation;
  private final Duration timeout;
  private final Timer latency;
  private final Outage outage = new Outage();

  /**
   * An outbox on this publisher, which it does not close.
   *
   * @param preparation before it has succeeded nothing is sent: a topic might be made that is not
   *     as it should be
   * @param timeout for all records of one call together
   */
  Outbox(MessagePublisher publisher, Preparation preparation, Duration timeout, Timer latency) {
    this.publisher = publisher;
    this.preparation = preparation;
    this.timeout = timeout;
    this.latency = latency;
  }

  /**
   * Returns when Kafka has confirmed all of them.
   *
   * @throws KafkaUnavailableException when one of them is not confirmed in time; the others may
   *     have arrived, so whoever tries again repeats all of them
   */
  void publish(List<Outgoing> messages) throws KafkaUnavailableException, InterruptedException {
    if (messages.isEmpty()) {
      return;
    }
    Optional<String> missing = preparation.missing();
    if (missing.isPresent()) {
      throw new KafkaUnavailableException(missing.get());
    }
    long start = System.nanoTime();
    try {
      send(messages, start + timeout.toNanos());
    } catch (KafkaUnavailableException unavailable) {
      outage.seen(unavailable);
      throw unavailable;
    }
    latency.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
    outage.over();
  }

  private void send(List<Outgoing> messages, long deadline)
      throws KafkaUnavailableException, InterruptedException {
    List<CompletableFuture<?>> pending = new ArrayList<>(messages.size());
    for (Outgoing outgoing : messages) {
      // Each call may wait for the topic's place; together they must not.
      if (System.nanoTime() > deadline) {
        throw late();
      }
      pending.add(publisher.publish(outgoing.topic(), outgoing.message()));
    }
    await(CompletableFuture.allOf(pending.toArray(CompletableFuture[]::new)), deadline);
  }

  private void await(CompletableFuture<Void> all, long deadline)
      throws KafkaUnavailableException, InterruptedException {
    try {
      all.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw late();
    } catch (ExecutionException failed) {
      Throwable cause = failed.getCause() == null ? failed : failed.getCause();
      throw new KafkaUnavailableException(String.valueOf(cause.getMessage()), cause);
    }
  }

  private KafkaUnavailableException late() {
    return new KafkaUnavailableException(
        "Kafka did not confirm within " + timeout.toMillis() + " ms");
  }
}
