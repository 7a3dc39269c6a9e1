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
 * @param bodyTimeout how long a webhook may take to arrive
 * @param kafkaTimeout how long it waits for Kafka before it answers 503
 * @param maxInFlight webhooks that it holds at a time; more are answered 503
 * @param spool where it keeps events while Kafka is away
 * @param tls TLS of its listener
 */
public record GatewayConfig(
    @Key("The address on which it listens.") String host,
    @Key("The port on which it listens; `0` is any free one.") int port,
    @Key("The largest webhook that it takes; a larger one is answered 413.") ByteSize maxBody,
    @Key("How long a webhook may take to arrive; a slower one is answered 408.")
        TimeSpan bodyTimeout,
    @Key(
            "How long it waits until Kafka has the events; after that it answers 503, and the"
                + " sender tries again.")
        TimeSpan kafkaTimeout,
    @Key("Webhooks that it holds at the same time; more are answered 503.") int maxInFlight,
    @Key("Where it keeps events while Kafka is away, of senders that do not repeat them.")
        SpoolConfig spool,
    @Key("TLS of its listener.") TlsConfig tls) {
  /** What holds when nothing is configured. */
  public static final GatewayConfig DEFAULT =
      new GatewayConfig(
          "127.0.0.1",
          8080,
          ByteSize.ofMiB(1),
          TimeSpan.ofSeconds(10),
          new TimeSpan(Duration.ofMillis(800)),
          10_000,
          SpoolConfig.DEFAULT,
          TlsConfig.NONE);

  /** Checks the ranges. */
  public GatewayConfig {
    new Checks()
        .notBlank("host", host)
        .port(port)
        .range("maxBody", maxBody, new ByteSize(1024), ByteSize.ofMiB(64))
        .range("bodyTimeout", bodyTimeout, Duration.ofMillis(100), Duration.ofMinutes(10))
        .range("kafkaTimeout", kafkaTimeout, Duration.ofMillis(100), Duration.ofMinutes(2))
        .range("maxInFlight", maxInFlight, 1, 1_000_000)
        .done();
  }

  /** The same on another address. */
  public GatewayConfig withAddress(String otherHost, int otherPort) {
    return new GatewayConfig(
        otherHost, otherPort, maxBody, bodyTimeout, kafkaTimeout, maxInFlight, spool, tls);
  }

  /** The same with another largest body. */
  public GatewayConfig withMaxBody(ByteSize other) {
    return new GatewayConfig(host, port, other, bodyTimeout, kafkaTimeout, maxInFlight, spool, tls);
  }

  /** The same with other times for a body to arrive and for Kafka to confirm. */
  public GatewayConfig withTimes(TimeSpan body, TimeSpan kafka) {
    return new GatewayConfig(host, port, maxBody, body, kafka, maxInFlight, spool, tls);
  }

  /** The same with another spool. */
  public GatewayConfig withSpool(SpoolConfig other) {
    return new GatewayConfig(
        host, port, maxBody, bodyTimeout, kafkaTimeout, maxInFlight, other, tls);
  }

  /** The same with this TLS. */
  public GatewayConfig withTls(TlsConfig other) {
    return new GatewayConfig(
        host, port, maxBody, bodyTimeout, kafkaTimeout, maxInFlight, spool, other);
  }
}
