package io.waybill.chassis.config;

import io.waybill.schemas.units.TimeSpan;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How subscribers are told.
 *
 * @param secrets what notifications are signed with, by the names that subscriptions use
 * @param privateAddresses whether receivers may be in private networks
 * @param timeout how long a receiver may take for one notification
 * @param retryFor how long one notification is tried
 * @param disableAfter after how long of failing a subscription is disabled
 * @param maxPending how many notifications may wait for one subscription
 * @param keep how long deliveries are shown
 */
public record NotificationsConfig(
    @Key("The secrets that notifications are signed with, by the names that subscriptions use.")
        Map<String, SigningConfig> secrets,
    @Key(
            "Let subscriptions name receivers in private networks. Link-local addresses and the"
                + " metadata services of clouds are never called; this machine only where this is"
                + " `true` or the API itself listens on loopback.")
        boolean privateAddresses,
    @Key("How long a receiver may take for one notification, connecting included.")
        TimeSpan timeout,
    @Key("How long a notification is tried again, counted from when it was made.")
        TimeSpan retryFor,
    @Key(
            "A subscription whose deliveries have all failed for this long is disabled, and says"
                + " so.")
        TimeSpan disableAfter,
    @Key(
            "How many notifications may wait for one subscription. Further ones are not kept, and"
                + " counted.")
        int maxPending,
    @Key("How long deliveries can be looked at after they ended.") TimeSpan keep) {
  /** What holds when nothing is configured. */
  public static final NotificationsConfig DEFAULT =
      new NotificationsConfig(
          Map.of(),
          false,
          TimeSpan.parse("10s"),
          TimeSpan.parse("1d"),
          TimeSpan.parse("3d"),
          10_000,
          TimeSpan.parse("7d"));

  /** Checks the ranges. */
  public NotificationsConfig {
    secrets = Collections.unmodifiableMap(new TreeMap<>(secrets));
    new Checks()
        .range("timeout", timeout, Duration.ofSeconds(1), Duration.ofMinutes(1))
        .range("retryFor", retryFor, Duration.ofSeconds(1), Duration.ofDays(30))
        .range("disableAfter", disableAfter, Duration.ofSeconds(1), Duration.ofDays(365))
        .range("maxPending", maxPending, 1, 1_000_000)
        .range("keep", keep, Duration.ofMinutes(1), Duration.ofDays(365))
        .done();
  }

  /** The same with these secrets and no others. */
  public NotificationsConfig withSecrets(Map<String, SigningConfig> others) {
    return new NotificationsConfig(
        others, privateAddresses, timeout, retryFor, disableAfter, maxPending, keep);
  }

  /** The same with receivers in private networks or without. */
  public NotificationsConfig withPrivateAddresses(boolean allowed) {
    return new NotificationsConfig(
        secrets, allowed, timeout, retryFor, disableAfter, maxPending, keep);
  }
}
