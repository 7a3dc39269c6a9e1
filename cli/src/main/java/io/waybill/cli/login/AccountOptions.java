package io.waybill.cli.login;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.Surroundings;
import io.waybill.registry.CredentialSource;
import io.waybill.registry.accounts.AccountFiles;
import io.waybill.schemas.names.Registry;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which accounts a command shows to registries: the user's own, or those of a file. */
public final class AccountOptions {
  @Option(
      names = "--authfile",
      paramLabel = "FILE",
      description =
          "The file of accounts, in the format of docker's config.json. Left out, it is the one"
              + " that REGISTRY_AUTH_FILE names, or else docker's (in DOCKER_CONFIG or ~/.docker)"
              + " and podman's (in XDG_RUNTIME_DIR/containers).")
  private @Nullable Path file;

  /** Sets an option to a value; false where there is none of that name. */
  public boolean set(String option, String value) {
    if (!option.equals("--authfile")) {
      return false;
    }
    file = Path.of(value);
    return true;
  }

  /** Whether the user has named a file. */
  public boolean isNamed() {
    return file != null;
  }

  /** The accounts, by registry. */
  public Function<Registry, CredentialSource> accounts(Surroundings surroundings) {
    AccountFiles files =
        file == null
            ? AccountFiles.ofUser(surroundings.environment())
            : AccountFiles.at(surroundings.resolve(file), surroundings.environment());
    return registry -> files.source(registry.name());
  }

  /** The file that an account is written to. */
  Path writtenTo(Surroundings surroundings) {
    return Optional.ofNullable(file)
        .or(
            () ->
                Optional.ofNullable(surroundings.environment().get("REGISTRY_AUTH_FILE"))
                    .filter(named -> !named.isEmpty())
                    .map(Path::of))
        .map(surroundings::resolve)
        .or(() -> AccountFiles.dockerConfig(surroundings.environment()))
        .orElseThrow(
            () ->
                CommandFailure.usage(
                    "There is no HOME to keep accounts in: name a file with --authfile."));
  }
}
