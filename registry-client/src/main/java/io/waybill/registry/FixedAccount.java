package io.waybill.registry;

import java.util.Optional;

/** An account that was written down. */
record FixedAccount(Credentials account, String origin) implements CredentialSource {
  @Override
  public Optional<Credentials> find() {
    return Optional.of(account);
  }
}
