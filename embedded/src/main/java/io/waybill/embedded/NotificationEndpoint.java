package io.waybill.embedded;

import java.net.URI;
import java.time.Duration;

/**
 * Where a registry sends its notifications, and how hard it tries. Docker distribution tries again
 * for ever, one event after the other: after {@code threshold} failures in a row it pauses for
 * {@code backoff} before each further try.
 *
 * @param url the receiver
 * @param authorization the value of the Authorization header; empty for none
 * @param timeout for one request
 * @param threshold failures in a row before it pauses
 * @param backoff the pause
 */
public record NotificationEndpoint(
    URI url, String authorization, Duration timeout, int threshold, Duration backoff) {
  /** Guards the numbers. */
  public NotificationEndpoint {
    if (!timeout.isPositive() || !backoff.isPositive() || threshold < 1) {
      throw new IllegalArgumentException("timeout, threshold and backoff must be positive");
    }
  }

  /** An endpoint with docker distribution's defaults: 1 s, 10 failures, 1 s. */
  public static NotificationEndpoint of(URI url, String authorization) {
    return new NotificationEndpoint(
        url, authorization, Duration.ofSeconds(1), 10, Duration.ofSeconds(1));
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "NotificationEndpoint[" + url + "]";
  }
}
