package io.waybill.api.receivers;

import io.waybill.chassis.config.NotificationsConfig;
import io.waybill.chassis.config.SigningConfig;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Brings notifications to webhooks: an HTTP POST of a CloudEvent (HTTP protocol binding 1.0,
 * structured mode), signed. Any 2xx is a receipt.
 */
public final class Postman implements AutoCloseable {
  private static final String CLOUD_EVENT = "application/cloudevents+json; charset=utf-8";
  private static final int GONE = 410;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;

  private final NotificationsConfig config;
  private final Clock clock;
  private final OutboundHttp http;

  /** A postman who goes where the guard lets him. */
  public Postman(NotificationsConfig config, ReceiverGuard guard, Clock clock) {
    this.config = config;
    this.clock = clock;
    this.http =
        new OutboundHttp(
            guard, DefaultClientTlsStrategy.createDefault(), config.timeout().duration());
  }

  /**
   * Sends an event.
   *
   * @param address where to
   * @param secret the configured secret to sign it with; null = it is not signed
   * @param id the event's id, the same for each try
   * @param event the CloudEvent
   */
  public Verdict send(URI address, @Nullable String secret, String id, byte[] event)
      throws InterruptedException {
    Map<String, String> headers = new LinkedHashMap<>();
    Instant now = clock.instant();
    headers.put("Content-Type", CLOUD_EVENT);
    headers.put("webhook-id", id);
    headers.put("webhook-timestamp", Long.toString(now.getEpochSecond()));
    if (secret != null) {
      SigningConfig signing = config.secrets().get(secret);
      if (signing == null) {
        return Verdict.Refused.unasked(
            "Nothing was sent: api.notifications.secrets has no \"%s\" to sign it with."
                .formatted(secret));
      }
      headers.put("webhook-signature", Signature.of(signing, id, now, event));
    }
    try {
      return verdict(http.send("POST", address, headers, event, 0), now);
    } catch (IOException unreachable) {
      return Verdict.Refused.unasked(
          "The receiver did not take it: %s.".formatted(unreachable.getMessage()));
    }
  }

  private static Verdict verdict(OutboundHttp.Reply reply, Instant now) {
    int status = reply.status();
    if (reply.isSuccess()) {
      return new Verdict.Taken(status);
    }
    if (status == GONE) {
      return new Verdict.Gone("The receiver answered 410: it wants no more notifications.");
    }
    boolean away = status >= 500 || status == TOO_MANY_REQUESTS || status == REQUEST_TIMEOUT;
    String why =
        status / 100 == 3
            ? "The receiver answered %d, which leads elsewhere; redirections are not followed, so subscribe with the address behind it."
                .formatted(status)
            : "The receiver answered %d.".formatted(status);
    return new Verdict.Refused(OptionalInt.of(status), why, away, after(reply, now));
  }

  /** Retry-After (RFC 9110, section 10.2.3): seconds, or a time. */
  private static Optional<Duration> after(OutboundHttp.Reply reply, Instant now) {
    return reply.retryAfter().flatMap(text -> parse(text.strip(), now));
  }

  private static Optional<Duration> parse(String text, Instant now) {
    if (text.matches("[0-9]{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
    }
    try {
      Instant then = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Optional.of(Duration.between(now, then)).filter(Duration::isPositive);
    } catch (DateTimeException nonsense) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
