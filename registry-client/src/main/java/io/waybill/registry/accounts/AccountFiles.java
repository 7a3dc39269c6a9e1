package io.waybill.registry.accounts;

import io.waybill.registry.CredentialSource;
import io.waybill.registry.Credentials;
import io.waybill.registry.failures.RegistryException;
import io.waybill.schemas.failures.FailureCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The account files of one user, or one that somebody named. The first file that has an account for
 * a registry counts. Safe for many threads.
 */
public final class AccountFiles {
  private final List<AccountFile> files;
  private final KeptHelpers helpers;

  private AccountFiles(List<AccountFile> files, Map<String, String> environment) {
    this.files = List.copyOf(files);
    this.helpers = new KeptHelpers(environment);
  }

  /** One file; it has to be there when an account is needed. */
  public static AccountFiles at(Path file, Map<String, String> environment) {
    return new AccountFiles(List.of(new AccountFile(file, true)), environment);
  }

  /**
   * The user's: what {@code REGISTRY_AUTH_FILE} names, and nothing else, or docker's {@code
   * config.json} (in {@code DOCKER_CONFIG} or {@code ~/.docker}) and podman's {@code auth.json} (in
   * {@code XDG_RUNTIME_DIR} or {@code ~/.config}). None of the last needs to be there.
   */
  public static AccountFiles ofUser(Map<String, String> environment) {
    String named = environment.getOrDefault("REGISTRY_AUTH_FILE", "");
    if (!named.isEmpty()) {
      return at(Path.of(named), environment);
    }
    List<AccountFile> files = new ArrayList<>();
    dockerConfig(environment).ifPresent(path -> files.add(new AccountFile(path, false)));
    below(environment, "XDG_RUNTIME_DIR", "containers/auth.json")
        .ifPresent(path -> files.add(new AccountFile(path, false)));
    below(environment, "HOME", ".config/containers/auth.json")
        .ifPresent(path -> files.add(new AccountFile(path, false)));
    return new AccountFiles(files, environment);
  }

  /** Where docker keeps the user's accounts; empty where the user has no home. */
  public static Optional<Path> dockerConfig(Map<String, String> environment) {
    return below(environment, "DOCKER_CONFIG", "config.json")
        .or(() -> below(environment, "HOME", ".docker/config.json"));
  }

  /**
   * Where the accounts for a registry come from.
   *
   * @param registry its address, {@code host[:port]}
   */
  public CredentialSource source(String registry) {
    return new Source(registry, "");
  }

  private static Optional<Path> below(
      Map<String, String> environment, String variable, String path) {
    return Optional.ofNullable(environment.get(variable))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory).resolve(path));
  }

  private Optional<Credentials> find(String registry, String path) throws RegistryException {
    List<String> keys = ServerKeys.candidates(registry, path);
    for (AccountFile file : files) {
      try {
        Accounts accounts = file.read();
        Optional<String> helper = accounts.findHelper(keys);
        Optional<Credentials> found =
            helper.isPresent()
                ? helpers.find(helper.get(), ServerKeys.server(registry))
                : Optional.empty();
        found = found.or(() -> accounts.findAccount(keys));
        if (found.isPresent()) {
          return found;
        }
      } catch (IOException unusable) {
        throw RegistryException.because(
                FailureCode.UNAUTHORIZED,
                "find the account for registry " + registry + " in " + file.path(),
                String.valueOf(unusable.getMessage()),
                unusable)
            .asSpent();
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        throw RegistryException.because(
                FailureCode.CANCELLED,
                "find the account for registry " + registry,
                "the copy was stopped",
                stopped)
            .asSpent();
      }
    }
    return Optional.empty();
  }

  /** The accounts for one registry, or for a part of it. */
  private final class Source implements CredentialSource {
    private final String registry;
    private final String path;

    Source(String registry, String path) {
      this.registry = registry;
      this.path = path;
    }

    @Override
    public Optional<Credentials> find() throws RegistryException {
      return AccountFiles.this.find(registry, path);
    }

    @Override
    public void refused(Credentials account) {
      helpers.forget(account);
    }

    @Override
    public CredentialSource forRepository(String repository) {
      return new Source(registry, repository);
    }

    @Override
    public String origin() {
      return files.stream().map(file -> file.path().toString()).collect(Collectors.joining(", "));
    }
  }
}
