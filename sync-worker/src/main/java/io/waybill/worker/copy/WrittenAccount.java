package io.waybill.worker.copy;

import io.waybill.chassis.config.Secret;
import io.waybill.registry.CredentialSource;
import io.waybill.registry.Credentials;
import java.util.Optional;
import java.util.function.Function;

/**
 * An account that the configuration says. Where its secret is in a file and the registry refuses
 * it, the file is read again: replacing a password needs no restart.
 */
final class WrittenAccount implements CredentialSource {
  private final String origin;
  private final Function<String, Credentials> account;
  private volatile Secret secret;

  WrittenAccount(String origin, Secret secret, Function<String, Credentials> account) {
    this.origin = origin;
    this.secret = secret;
    this.account = account;
  }

  @Override
  public Optional<Credentials> find() {
    return Optional.of(account.apply(secret.reveal()));
  }

  @Override
  public void refused(Credentials refused) {
    secret = secret.current();
  }

  @Override
  public String origin() {
    return origin;
  }
}
