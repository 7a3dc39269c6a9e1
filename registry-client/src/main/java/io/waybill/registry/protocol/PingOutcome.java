package io.waybill.registry.protocol;

import java.util.Optional;

/** What {@code GET /v2/} said. */
public sealed interface PingOutcome {
  /**
   * A registry is there and takes the account.
   *
   * @param apiVersion its {@code Docker-Distribution-API-Version}, where it says
   */
  record Ready(Optional<String> apiVersion) implements PingOutcome {}

  /** Something is there, but no registry. */
  record NotARegistry() implements PingOutcome {}
}
