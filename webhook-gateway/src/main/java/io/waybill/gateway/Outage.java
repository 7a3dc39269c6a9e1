package io.waybill.gateway;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs where an outage of Kafka begins and ends, not every delivery that it turns away. */
final class Outage {
  private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

  private final AtomicBoolean on = new AtomicBoolean();

  /** A delivery was not confirmed. */
  void seen(KafkaUnavailableException why) {
    if (on.compareAndSet(false, true)) {
      LOG.warn(
          "Webhooks are answered 503 until Kafka confirms again, and those with a spool are kept on"
              + " disk. {}.",
          why.getMessage());
    }
  }

  /** A delivery was confirmed. */
  void over() {
    if (on.get() && on.compareAndSet(true, false)) {
      LOG.info("Kafka confirms again: webhooks are accepted.");
    }
  }
}
