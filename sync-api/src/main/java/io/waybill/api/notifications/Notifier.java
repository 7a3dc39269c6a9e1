package io.waybill.api.notifications;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.waybill.api.database.Database;
import io.waybill.api.database.DatabaseUnavailableException;
import io.waybill.api.receivers.Verdict;
import io.waybill.chassis.config.NotificationsConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers what the outbox holds, each notification on a virtual thread of its own. Each is claimed
 * first, so that several processes share the work; a claim whose process dies lapses, and another
 * sends it: at least once.
 */
public final class Notifier implements AutoCloseable {
  /** Notifications that receivers have taken. */
  public static final String DELIVERED = "waybill.notifications.delivered";

  /** Tries that did not work. */
  public static final String REFUSED = "waybill.notifications.refused";

  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);

  /** However many are delivered at once, they take few of the database's connections. */
  private static final int NOTING = 2;

  private final DeliveryClaims claims;
  private final Receivers receivers;
  private final RetryPace pace;
  private final Counter delivered;
  private final Counter refused;
  private final Semaphore noting = new Semaphore(NOTING, true);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /** A notifier of the subscribers in this database. */
  public Notifier(
      Database database, NotificationsConfig config, Receivers receivers, MeterRegistry metrics) {
    this(new DeliveryClaims(database, config), receivers, RetryPace.DEFAULT, metrics);
  }

  Notifier(DeliveryClaims claims, Receivers receivers, RetryPace pace, MeterRegistry metrics) {
    this.claims = claims;
    this.receivers = receivers;
    this.pace = pace;
    this.delivered = metrics.counter(DELIVERED);
    this.refused = metrics.counter(REFUSED);
  }

  /**
   * Begins to send whatever is due now.
   *
   * @return how many notifications
   */
  public int run() {
    int total = 0;
    List<DeliveryClaims.Due> due;
    do {
      due = claims.claim();
      due.forEach(each -> threads.execute(() -> deliver(each)));
      total += due.size();
    } while (!due.isEmpty());
    return total;
  }

  private void deliver(DeliveryClaims.Due due) {
    try {
      long begun = System.nanoTime();
      Verdict verdict = tell(due);
      note(due, verdict, Duration.ofNanos(System.nanoTime() - begun));
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    } catch (DatabaseUnavailableException away) {
      LOG.debug("What became of notification {} is not noted: it is sent again", due.id(), away);
    }
  }

  private Verdict tell(DeliveryClaims.Due due) throws InterruptedException {
    try {
      return receivers.tell(due.spec(), due.id(), due.event());
    } catch (RuntimeException defect) {
      LOG.error("A defect: the notification {} cannot be sent", due.id(), defect);
      return Verdict.Refused.unasked("Waybill could not send it; its log says more.");
    }
  }

  private void note(DeliveryClaims.Due due, Verdict verdict, Duration took)
      throws InterruptedException {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    Optional<Duration> asked =
        verdict instanceof Verdict.Refused no ? no.after() : Optional.empty();
    Duration wait = pace.delay(due.attempts(), asked, random.nextDouble());
    Duration pause = pace.pause(due.failures(), random.nextDouble());
    noting.acquire();
    try {
      claims.note(due, verdict, took, wait, pause);
    } finally {
      noting.release();
    }
    if (verdict instanceof Verdict.Taken) {
      delivered.increment();
    } else {
      refused.increment();
      LOG.debug("Notification {} was refused: {}", due.id(), verdict);
    }
  }

  /** Ends what is under way; it is sent again. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
