package io.waybill.chassis.http;

import io.waybill.chassis.config.TlsConfig;
import io.waybill.schemas.units.ByteSize;
import java.time.Duration;

/**
 * Where a server listens, and what it puts up with.
 *
 * @param host the address
 * @param port the port; 0 = any free one
 * @param portKey the configuration's key of the port, for the message when it is taken ({@code
 *     gateway.port})
 * @param maxBody the largest body; a larger one is answered 413
 * @param bodyMemory bytes of bodies in memory at a time, over all requests; more are answered 503
 * @param maxInFlight requests at a time; more are answered 503
 * @param bodyTimeout how long a body may take to arrive; then 408. The head of a connection's first
 *     request may take as long; then it is closed
 * @param idleTimeout how long a connection may be silent between requests
 * @param graceTime how long running requests may go on while the server closes
 * @param tls its certificate, and whose client certificates it believes; none = plain HTTP
 */
public record HttpSettings(
    String host,
    int port,
    String portKey,
    ByteSize maxBody,
    ByteSize bodyMemory,
    int maxInFlight,
    Duration bodyTimeout,
    Duration idleTimeout,
    Duration graceTime,
    TlsConfig tls) {
  /** Connections beside those whose requests are held: such as wait for the next one. */
  private static final int IDLE_CONNECTIONS = 10_000;

  /** Of the heap: what is made of a body takes a multiple of it. */
  private static final int SHARE_OF_HEAP = 8;

  /** The memory for bodies is that of one at least. */
  public HttpSettings {
    if (bodyMemory.bytes() < maxBody.bytes()) {
      bodyMemory = maxBody;
    }
  }

  /**
   * With 1 MiB, an eighth of the heap for all bodies, 10,000 requests, 10 s for a body, two minutes
   * of silence, 5 s of grace. Load balancers and clients keep a connection for 60 or 90 s, and must
   * be those who end it: what they post at the moment in which the server does is lost.
   */
  public static HttpSettings of(String host, int port, String portKey) {
    return new HttpSettings(
        host,
        port,
        portKey,
        ByteSize.ofMiB(1),
        new ByteSize(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP),
        10_000,
        Duration.ofSeconds(10),
        Duration.ofMinutes(2),
        Duration.ofSeconds(5),
        TlsConfig.NONE);
  }

  /** Connections at a time; more are closed at once. */
  int maxConnections() {
    return maxInFlight + IDLE_CONNECTIONS;
  }

  /** The same with another largest body. */
  public HttpSettings withMaxBody(ByteSize size) {
    return new HttpSettings(
        host,
        port,
        portKey,
        size,
        bodyMemory,
        maxInFlight,
        bodyTimeout,
        idleTimeout,
        graceTime,
        tls);
  }

  /** The same with another memory for bodies. */
  public HttpSettings withBodyMemory(ByteSize size) {
    return new HttpSettings(
        host, port, portKey, maxBody, size, maxInFlight, bodyTimeout, idleTimeout, graceTime, tls);
  }

  /** The same with another number of requests at a time. */
  public HttpSettings withMaxInFlight(int requests) {
    return new HttpSettings(
        host,
        port,
        portKey,
        maxBody,
        bodyMemory,
        requests,
        bodyTimeout,
        idleTimeout,
        graceTime,
        tls);
  }

  /** The same with another time for a body to arrive. */
  public HttpSettings withBodyTimeout(Duration time) {
    return withTimes(time, idleTimeout, graceTime);
  }

  /** The same with other times. */
  public HttpSettings withTimes(Duration body, Duration idle, Duration grace) {
    return new HttpSettings(
        host, port, portKey, maxBody, bodyMemory, maxInFlight, body, idle, grace, tls);
  }

  /** The same with this TLS. */
  public HttpSettings withTls(TlsConfig other) {
    return new HttpSettings(
        host,
        port,
        portKey,
        maxBody,
        bodyMemory,
        maxInFlight,
        bodyTimeout,
        idleTimeout,
        graceTime,
        other);
  }

  /** Whether it speaks https. */
  public boolean isSecure() {
    return tls.certificate().isPresent();
  }
}
