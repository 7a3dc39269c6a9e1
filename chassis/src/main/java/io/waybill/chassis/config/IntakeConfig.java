package io.waybill.chassis.config;

import java.util.Optional;

/**
 * What becomes of a webhook's payloads.
 *
 * @param stripPrefix what the sender puts before the repository's path in the registry
 * @param requestsPerSecond how many it takes in a second; more are answered 429
 * @param spool whether events are kept on disk while Kafka is away; none = where senders of the
 *     type do not repeat what is refused
 * @param mapping where things are in the payloads of type {@code mapped}
 */
public record IntakeConfig(
    @Key(
            value =
                "What the sender puts before the repository's path in the registry, such as the"
                    + " repository key of Artifactory where each key has a host of its own."
                    + " Events of repositories outside of it are ignored.",
            example = "docker-local/")
        Optional<String> stripPrefix,
    @Key("Requests that it takes in a second; more are answered 429.") int requestsPerSecond,
    @Key(
            "Whether events are kept on the gateway's disk while Kafka is away, and the sender gets"
                + " its 2xx. `false`: it is answered 503, and has to send again. Left out, events"
                + " of those senders are kept that do not repeat what is refused.")
        Optional<Boolean> spool,
    @Key("Where things are in the payloads, for the type `mapped`.") MappingConfig mapping) {
  /** The usual. */
  public static final IntakeConfig DEFAULT =
      new IntakeConfig(Optional.empty(), 1_000, Optional.empty(), MappingConfig.NONE);

  /** Checks the ranges. */
  public IntakeConfig {
    new Checks()
        .range("requestsPerSecond", requestsPerSecond, 1, 1_000_000)
        .require(stripPrefix.isEmpty() || !stripPrefix.get().isBlank(), "stripPrefix", "is empty")
        .done();
  }

  /** The same with another prefix. */
  public IntakeConfig withStripPrefix(String prefix) {
    return new IntakeConfig(Optional.of(prefix), requestsPerSecond, spool, mapping);
  }

  /** The same with another limit. */
  public IntakeConfig withRequestsPerSecond(int requests) {
    return new IntakeConfig(stripPrefix, requests, spool, mapping);
  }

  /** The same with or without the spool. */
  public IntakeConfig withSpool(boolean kept) {
    return new IntakeConfig(stripPrefix, requestsPerSecond, Optional.of(kept), mapping);
  }

  /** The same with this mapping. */
  public IntakeConfig withMapping(MappingConfig other) {
    return new IntakeConfig(stripPrefix, requestsPerSecond, spool, other);
  }
}
