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
    try (RegistryResponse response = caller.call(request())) {
      return outcome(response);
    }
  }

  /** The same without trying again what failed: somebody asks once more anyway. */
  public PingOutcome checkOnce() throws RegistryException {
    try (RegistryResponse response = caller.callOnce(request())) {
      return outcome(response);
    }
  }

  private RegistryRequest request() {
    String subject = "registry " + caller.endpoint().registry();
    return RegistryRequest.of(Operation.PING, subject, "GET", caller.uri("/v2/"))
        .accepting(200, 404);
  }

  private static PingOutcome outcome(RegistryResponse response) {
    return response.status() == 200
        ? new PingOutcome.Ready(response.header("Docker-Distribution-API-Version"))
        : new PingOutcome.NotARegistry();
  }
}
