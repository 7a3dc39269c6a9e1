package io.waybill.migration.imagesyncer;

import io.waybill.registry.CredentialSource;
import io.waybill.registry.Credentials;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.names.Registry;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The accounts of {@code auth.json}: for a repository the one with the longest key that it is
 * below. So one registry may have several.
 *
 * @param accounts in the order of the file
 */
public record SyncAccounts(List<SyncAccount> accounts) {
  /** No account. */
  public static final SyncAccounts NONE = new SyncAccounts(List.of());

  /** Keeps a copy of the list. */
  public SyncAccounts {
    accounts = List.copyOf(accounts);
  }

  /** The key of an account as {@link SyncAccount#key()} has it, of one as it was written. */
  public static String key(String written) {
    return written.strip().replaceFirst("/+$", "");
  }

  /** The account for a repository, or a whole registry. */
  private Optional<SyncAccount> find(String place) {
    return accounts.stream()
        .filter(account -> account.covers(place))
        .max(Comparator.comparingInt(account -> account.key().length()));
  }

  /**
   * Where the accounts for a registry's repositories come from.
   *
   * @param others where the account comes from for what no key covers
   */
  public CredentialSource source(Registry registry, CredentialSource others) {
    return new Source(registry, registry.name(), others);
  }

  /** The registries that may be spoken to without TLS, or without looking at their certificate. */
  public Set<Registry> insecure() {
    return accounts.stream()
        .filter(SyncAccount::insecure)
        .map(SyncAccount::registry)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The account for one place, whichever that is. */
  private final class Source implements CredentialSource {
    private final Registry registry;
    private final CredentialSource others;
    private final Optional<SyncAccount> account;

    Source(Registry registry, String place, CredentialSource others) {
      this.registry = registry;
      this.others = others;
      this.account = SyncAccounts.this.find(place);
    }

    @Override
    public Optional<Credentials> find() throws RegistryException {
      if (account.isEmpty()) {
        return others.find();
      }
      return account
          .filter(SyncAccount::hasName)
          .map(found -> new Credentials.Password(found.username(), found.password()));
    }

    @Override
    public void refused(Credentials refused) {
      if (account.isEmpty()) {
        others.refused(refused);
      }
    }

    @Override
    public CredentialSource forRepository(String path) {
      return new Source(registry, registry.name() + "/" + path, others.forRepository(path));
    }

    @Override
    public String origin() {
      return account.map(SyncAccount::origin).orElseGet(others::origin);
    }
  }
}
