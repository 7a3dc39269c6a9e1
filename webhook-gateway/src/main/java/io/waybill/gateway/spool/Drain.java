package io.waybill.gateway.spool;

import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.chassis.kafka.PublishException;
import io.waybill.chassis.life.Loop;
import io.waybill.gateway.spool.SpoolReader.Queued;
import io.waybill.schemas.wire.Topics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the spool to Kafka, the oldest entry first, and moves on when Kafka has confirmed: what is
 * sent twice after a kill has the same ids. Order is kept by a publisher of its own that never
 * gives a record up, so that none can overtake one that had to be sent again.
 *
 * <p>What Kafka will never take is set aside in a file. What it does not take <i>now</i>, an
 * authorisation included, holds the spool up: it concerns all that follows as well, and ends when
 * somebody ends it.
 */
public final class Drain implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
  private static final Duration GLANCE = Duration.ofSeconds(1);

  /** While Kafka is not prepared. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** After a refusal: each try makes a publisher, and a missing right may be missing for days. */
  private static final Duration LONG_PAUSE = Duration.ofSeconds(2);

  private final Spool spool;
  private final BooleanSupplier kafkaIsSetUp;
  private final Supplier<MessagePublisher> publishers;
  private final Listener listener;
  private final SpoolReader reader;
  private final RefusedRecords refused;
  private final CompletableFuture<@Nullable Void> stopping = new CompletableFuture<>();
  private final Loop loop;
  private volatile @Nullable String held;

  private Drain(
      Spool spool,
      BooleanSupplier kafkaIsSetUp,
      Supplier<MessagePublisher> publishers,
      Listener listener) {
    this.spool = spool;
    this.kafkaIsSetUp = kafkaIsSetUp;
    this.publishers = publishers;
    this.listener = listener;
    this.reader = new SpoolReader(spool.directory(), spool.backlog());
    this.refused = new RefusedRecords(spool.directory());
    this.loop =
        Loop.named("the spool's drain", this::run)
            .wakeup(
                () -> {
                  stopping.complete(null);
                  spool.backlog().wake();
                })
            .start();
  }

  /** Hears what becomes of entries; for metrics. */
  public interface Listener {
    /** Kafka has the delivery, but for what was refused. */
    void drained(SpoolEntry entry);

    /** Kafka will never take this record; it is in a file. */
    void refused(SpoolEntry entry);
  }

  /**
   * Begins.
   *
   * @param kafkaIsSetUp whether the topics are there; before that nothing is sent
   * @param publishers makes a publisher that gives nothing up, while there is something to drain
   */
  public static Drain start(
      Spool spool,
      BooleanSupplier kafkaIsSetUp,
      Supplier<MessagePublisher> publishers,
      Listener listener) {
    return new Drain(spool, kafkaIsSetUp, publishers, listener);
  }

  private void run(Loop running) throws InterruptedException, IOException {
    while (running.isRunning()) {
      if (spool.backlog().awaitEntries(GLANCE) && running.isRunning()) {
        if (!kafkaIsSetUp.getAsBoolean()) {
          var _ = running.pause(PAUSE);
        } else if (!drain(running)) {
          var _ = running.pause(LONG_PAUSE);
        }
      }
    }
  }

  /** Sends until nothing is left; whether that was possible. */
  private boolean drain(Loop running) throws InterruptedException, IOException {
    long count = 0;
    MessagePublisher publisher = publishers.get();
    try {
      while (running.isRunning()) {
        List<Queued> entries = reader.next();
        if (entries.isEmpty()) {
          LOG.info("The spool is empty: {} deliveries went to Kafka.", count);
          return true;
        }
        int done = send(publisher, entries);
        count += done;
        if (done < entries.size()) {
          return false;
        }
      }
      return true;
    } finally {
      publisher.abandon();
    }
  }

  private record Sent(Outgoing outgoing, CompletableFuture<?> confirmation) {
    boolean holds() {
      return confirmation.isCompletedExceptionally()
          && !isForGood(outgoing, confirmation.exceptionNow());
    }
  }

  /** Sends the entries together; how many of them, from the first on, are done with. */
  private int send(MessagePublisher publisher, List<Queued> entries) throws InterruptedException {
    List<List<Sent>> sent = new ArrayList<>();
    for (Queued queued : entries) {
      List<Sent> messages = new ArrayList<>();
      for (Outgoing outgoing : queued.entry().messages()) {
        messages.add(new Sent(outgoing, publisher.publish(outgoing.topic(), outgoing.message())));
      }
      sent.add(messages);
      // What follows would wait for the same.
      if (stopping.isDone() || messages.stream().anyMatch(Sent::holds)) {
        break;
      }
    }
    await(sent);
    int done = 0;
    while (done < sent.size() && isDone(entries.get(done).entry(), sent.get(done))) {
      listener.drained(entries.get(done).entry());
      done++;
    }
    if (done > 0) {
      Queued last = entries.get(done - 1);
      Instant acceptedAt = last.entry().acceptedAt();
      spool.backlog().drained(last.after(), done, acceptedAt);
    }
    return done;
  }

  /** Waits for all of them, or until it is to stop. */
  private void await(List<List<Sent>> sent) throws InterruptedException {
    CompletableFuture<?>[] all =
        sent.stream()
            .flatMap(List::stream)
            .map(Sent::confirmation)
            .toArray(CompletableFuture[]::new);
    try {
      CompletableFuture.anyOf(CompletableFuture.allOf(all), stopping).get();
    } catch (ExecutionException some) {
      LOG.debug("Kafka did not take all of the spool's entries", some);
    }
  }

  private boolean isDone(SpoolEntry entry, List<Sent> messages) {
    // First whether the entry comes again: then what is refused of it would be set aside each time.
    for (Sent message : messages) {
      if (message.holds()) {
        hold(String.valueOf(message.confirmation().exceptionNow().getMessage()));
      }
      if (message.holds() || !message.confirmation().isDone()) {
        return false;
      }
    }
    boolean done = true;
    for (Sent message : messages) {
      if (message.confirmation().isCompletedExceptionally()) {
        Throwable failure = message.confirmation().exceptionNow();
        done = done && isSetAside(entry, message.outgoing(), failure);
      }
    }
    held = done ? null : held;
    return done;
  }

  private boolean isSetAside(SpoolEntry entry, Outgoing outgoing, Throwable failure) {
    String why = String.valueOf(failure.getMessage());
    try {
      LOG.error(
          "Kafka will never take a record of the webhook {}: {}. It is kept in {}, and what comes"
              + " after it goes on.",
          entry.webhook(),
          why,
          refused.add(entry, outgoing, why));
      listener.refused(entry);
      return true;
    } catch (IOException notKept) {
      hold(why + "; and it cannot be set aside (" + notKept + ")");
      return false;
    }
  }

  private static boolean isForGood(Outgoing outgoing, Throwable failure) {
    if (!(failure instanceof PublishException refused)) {
      return false;
    }
    return switch (refused.refusal()) {
      case MESSAGE -> true;
      // Events stand and fall together; but what nobody understood must not hold them up.
      case TOPIC -> outgoing.topic().equals(Topics.DEAD_LETTERS);
      case NOT_NOW -> false;
    };
  }

  /** One line for each reason, not for each attempt. */
  private void hold(String why) {
    if (!why.equals(held)) {
      LOG.warn("The spool waits with {} deliveries: {}", spool.entries(), why);
    }
    held = why;
  }

  /** Stops where it is: what Kafka has not confirmed stays in the spool. */
  @Override
  public void close() {
    loop.close();
  }
}
