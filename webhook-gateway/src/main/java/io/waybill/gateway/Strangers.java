package io.waybill.gateway;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs requests that did not show what they have to: at most one a minute for each webhook, so that
 * nobody fills the disk with them. All are counted.
 */
final class Strangers {
  private static final Logger LOG = LoggerFactory.getLogger(Strangers.class);
  private static final long PAUSE = Duration.ofMinutes(1).toNanos();

  private final Map<String, Since> byWebhook = new ConcurrentHashMap<>();

  /**
   * What was logged last.
   *
   * @param at when
   * @param unsaid how many came since
   */
  private record Since(long at, long unsaid) {}

  /**
   * One was turned away.
   *
   * @param from its address
   * @param what what became of it, and why: the end of a sentence, without any secret
   */
  void seen(String webhook, String from, String what) {
    long now = System.nanoTime();
    byWebhook.compute(
        webhook,
        (name, before) -> {
          if (before != null && now - before.at < PAUSE) {
            return new Since(before.at, before.unsaid + 1);
          }
          long unsaid = before == null ? 0 : before.unsaid;
          LOG.warn(
              "A request to the webhook {} from {} {}.{}",
              webhook,
              from,
              what,
              unsaid == 0 ? "" : " So were " + unsaid + " others since the last such line.");
          return new Since(now, 0);
        });
  }
}
