package io.waybill.registry.protocol;

import io.waybill.registry.failures.Operation;
import io.waybill.registry.failures.RegistryException;

/** end-1 {@code GET /v2/}: whether a registry is there and takes the account. */
public final class PingChecker {
  private final RegistryCaller caller;

  /** Checks the caller's registry. */
  public PingChecker(RegistryCaller caller) {
    this.caller = caller;
  }

  /** Asks; fails where the registry cannot be reached or refuses the account. */
  public PingOutcome check() throws RegistryException {
    String subject = "registry " + caller.endpoint().registry();
    try (RegistryResponse response =
        caller.call(
            RegistryRequest.of(Operation.PING, subject, "GET", caller.uri("/v2/"))
                .accepting(200, 404))) {
      return response.status() == 200
          ? new PingOutcome.Ready(response.header("Docker-Distribution-API-Version"))
          : new PingOutcome.NotARegistry();
    }
  }
}
