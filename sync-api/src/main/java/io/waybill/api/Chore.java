package io.waybill.api;

import io.waybill.api.database.DatabaseUnavailableException;
import io.waybill.chassis.kafka.PublishException;
import io.waybill.chassis.life.Loop;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that is done again and again. An outage of PostgreSQL or Kafka is said once when it
 * begins and once when it is over; the work is simply done later.
 */
final class Chore {
  /** What is done. */
  @FunctionalInterface
  interface Work {
    /** Does it once. */
    void run() throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(Chore.class);

  private final String name;
  private final Duration pause;
  private final Work work;

  Chore(String name, Duration pause, Work work) {
    this.name = name;
    this.pause = pause;
    this.work = work;
  }

  void run(Loop loop) throws InterruptedException {
    boolean waiting = false;
    while (loop.pause(pause)) {
      try {
        work.run();
        loop.working();
        if (waiting) {
          LOG.info("The {} goes on", name);
        }
        waiting = false;
      } catch (DatabaseUnavailableException | PublishException away) {
        if (!waiting) {
          LOG.warn("The {} waits, and loses nothing: {}", name, away.getMessage());
        }
        waiting = true;
      }
    }
  }
}
