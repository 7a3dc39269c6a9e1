package io.waybill.gateway.auth;

import io.waybill.chassis.config.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * The secrets that a sender may show: several while one is being changed. Those that stand in files
 * are read again when they are asked for, at most once in a second.
 */
public final class SharedSecrets {
  private static final long AGE = Duration.ofSeconds(1).toNanos();

  private final List<Secret> configured;
  private volatile Reading reading;

  private record Reading(List<Secret> secrets, long at) {}

  /**
   * Any of these.
   *
   * @param secrets at least one
   */
  public SharedSecrets(List<Secret> secrets) {
    if (secrets.isEmpty()) {
      throw new IllegalArgumentException("a webhook with a secret has at least one");
    }
    this.configured = List.copyOf(secrets);
    this.reading = read();
  }

  /** As they are now. */
  List<Secret> current() {
    if (System.nanoTime() - reading.at > AGE) {
      reading = read();
    }
    return reading.secrets;
  }

  /** Whether this is one of them; the time says nothing about which, or where they differ. */
  boolean matches(String candidate) {
    boolean matches = false;
    for (Secret secret : current()) {
      matches |= secret.matches(candidate);
    }
    return matches;
  }

  /**
   * The same for the value of a header. Those arrive as ISO 8859-1 (RFC 9110, section 5.5), while
   * senders write what they were given, which is UTF-8.
   */
  boolean matchesHeader(String value) {
    boolean matches = matches(value);
    byte[] sent = value.getBytes(StandardCharsets.ISO_8859_1);
    matches |= matches(new String(sent, StandardCharsets.UTF_8));
    return matches;
  }

  private Reading read() {
    return new Reading(configured.stream().map(Secret::current).toList(), System.nanoTime());
  }
}
