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

  /**
   * The registry did not take this account. Whoever keeps a copy of it looks again where it came
   * from, for it may have been replaced there meanwhile.
   */
  default void refused(Credentials account) {}

  /** Where accounts for one repository come from, if that makes a difference. */
  default CredentialSource forRepository(String path) {
    return this;
  }

  /** Where the account comes from, in words: {@code registries.tokyo of the configuration}. */
  default String origin() {
    return "";
  }

  /** An account that does not change. */
  static CredentialSource of(Credentials account) {
    return new FixedAccount(account, "");
  }

  /** An account that does not change, and where somebody wrote it down. */
  static CredentialSource of(Credentials account, String origin) {
    return new FixedAccount(account, origin);
  }
}
