package io.waybill.gateway.auth;

import io.waybill.chassis.identity.Fetcher;
import java.time.Duration;
import java.time.InstantSource;

/**
 * What it takes from elsewhere to check a sender.
 *
 * @param fetcher fetches issuers' keys and certificates
 * @param clock the time
 */
public record Outside(Fetcher fetcher, InstantSource clock) {
  /** Less than the most impatient of the senders that sign so: Pub/Sub waits for ten seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private static final int MOST_BYTES = 256 << 10;

  /** The internet, and now. */
  public static Outside real() {
    return new Outside(Fetcher.overHttp(PATIENCE, MOST_BYTES), InstantSource.system());
  }
}
