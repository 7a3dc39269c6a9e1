package io.waybill.gateway;

import io.waybill.chassis.http.Health;
import io.waybill.chassis.kafka.KafkaSetupException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings Kafka into the shape that Waybill needs, in the background and for as long as it takes: a
 * gateway that starts while Kafka is away listens nevertheless, and begins by itself. One line in
 * the log tells that it waits, one that it does no more.
 */
final class Preparation implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Preparation.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LONG_PAUSE = Duration.ofSeconds(30);
  private static final String FIRST =
      "Kafka has not answered yet: check kafka.bootstrapServers and that Kafka is running";

  private final Step step;
  private final Thread thread = Thread.ofVirtual().name("Kafka's preparation").unstarted(this::run);
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

  /** The first failure that does not pass by itself, while somebody waits for the start. */
  private final CompletableFuture<KafkaSetupException> hopeless = new CompletableFuture<>();

  private volatile @Nullable String missing = FIRST;
  private volatile boolean awaited = true;
  private volatile boolean told;

  private Preparation(Step step) {
    this.step = step;
  }

  /** What has to succeed once. */
  @FunctionalInterface
  interface Step {
    /** Returns when Kafka is as it should be; it may be called any number of times. */
    void run() throws KafkaSetupException, InterruptedException;
  }

  /** Begins. */
  static Preparation begin(Step step) {
    Preparation preparation = new Preparation(step);
    preparation.thread.start();
    return preparation;
  }

  /** Whether it has succeeded. */
  boolean isDone() {
    return missing == null;
  }

  /** What it waits for, as a sentence; none when it has succeeded. */
  Optional<String> missing() {
    return Optional.ofNullable(missing);
  }

  /**
   * Waits for the end, but not for longer than this: whether it came.
   *
   * @throws KafkaSetupException when it will not come by itself
   */
  boolean await(Duration time) throws KafkaSetupException, InterruptedException {
    try {
      CompletableFuture.anyOf(done, hopeless).get(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      return false;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
    if (!isDone()) {
      throw hopeless.join();
    }
    return true;
  }

  /** From now on nobody waits for it: whatever fails is only logged, and tried again. */
  void goOnAlone() {
    awaited = false;
    if (!isDone()) {
      tell(String.valueOf(missing));
    }
  }

  /** Completes when it has succeeded. */
  CompletableFuture<@Nullable Void> done() {
    return done;
  }

  private void run() {
    try {
      while (!succeeds()) {
        // A failure that stays is looked at less often.
        Thread.sleep(hopeless.isDone() ? LONG_PAUSE : PAUSE);
      }
      missing = null;
      if (told) {
        LOG.info("Kafka is there: webhooks are taken from now on.");
      }
      done.complete(null);
    } catch (InterruptedException closed) {
      LOG.debug("Closed before Kafka was there", closed);
    }
  }

  private boolean succeeds() throws InterruptedException {
    try {
      step.run();
      return true;
    } catch (KafkaSetupException failed) {
      String sentence = String.valueOf(failed.getMessage());
      boolean isNews = !failed.canPass() && !sentence.equals(missing);
      missing = sentence;
      if (!failed.canPass()) {
        hopeless.complete(failed);
      }
      if (!awaited && isNews) {
        LOG.error("{}. It is tried again every {} s.", sentence, LONG_PAUSE.toSeconds());
        told = true;
      }
      return false;
    } catch (RuntimeException defect) {
      LOG.warn("Kafka could not be prepared, and is tried again", defect);
      missing = "Kafka could not be prepared: " + defect;
      return false;
    }
  }

  private void tell(String sentence) {
    if (!told) {
      told = true;
      LOG.warn(
          "{}. The gateway listens: webhooks are answered 503 until Kafka is there, and those with"
              + " a spool are kept.",
          sentence);
    }
  }

  /** How it stands. */
  Health.Status status() {
    @Nullable String sentence = missing;
    return sentence == null ? Health.Status.good("Kafka is prepared") : Health.Status.bad(sentence);
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
