package io.waybill.chassis.config;

import io.waybill.schemas.units.ByteSize;
import io.waybill.schemas.units.TimeSpan;
import java.time.Duration;

/**
 * The gateway.
 *
 * @param host the address on which it listens
 * @param port the port on which it listens; 0 = any free one
 * @param maxBody the largest webhook that it takes
 * @param kafkaTimeout how long it waits for Kafka before it answers 503
 * @param maxInFlight webhooks that it holds at a time; more are answered 503
 */
public record GatewayConfig(
    @Key("The address on which it listens.") String host,
    @Key("The port on which it listens; `0` is any free one.") int port,
    @Key("The largest webhook that it takes; a larger one is answered 413.") ByteSize maxBody,
    @Key(
            "How long it waits until Kafka has the events; after that it answers 503, and the"
                + " sender tries again.")
        TimeSpan kafkaTimeout,
    @Key("Webhooks that it holds at the same time; more are answered 503.") int maxInFlight) {
  /** What holds when nothing is configured. */
  public static final GatewayConfig DEFAULT =
      new GatewayConfig(
          "127.0.0.1", 8080, ByteSize.ofMiB(1), new TimeSpan(Duration.ofMillis(800)), 10_000);

  /** Checks the ranges. */
  public GatewayConfig {
    new Checks()
        .notBlank("host", host)
        .port(port)
        .range("maxBody", maxBody, new ByteSize(1024), ByteSize.ofMiB(64))
        .range("kafkaTimeout", kafkaTimeout, Duration.ofMillis(100), Duration.ofMinutes(2))
        .range("maxInFlight", maxInFlight, 1, 1_000_000)
        .done();
  }
}
