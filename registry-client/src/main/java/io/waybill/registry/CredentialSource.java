package io.waybill.registry;

import io.waybill.registry.failures.RegistryException;
import java.util.Optional;

/**
 * Where the account for one registry comes from. Asked each time that an account is needed, so that
 * one which ends can be replaced; whoever has to ask a server for it keeps it meanwhile. Safe for
 * many threads.
 */
@FunctionalInterface
public interface CredentialSource {
  /** No account. */
  CredentialSource ANONYMOUS = Optional::empty;

  /**
   * The account as it is now; empty = requests are anonymous.
   *
   * @throws RegistryException where there should be one and it cannot be had
   */
  Optional<Credentials> find() throws RegistryException;

  /** An account that does not change. */
  static CredentialSource of(Credentials account) {
    return new FixedAccount(account);
  }
}
