package io.waybill.cli.login;

import io.waybill.cli.Surroundings;
import io.waybill.registry.CredentialSource;
import io.waybill.registry.accounts.AccountFiles;
import io.waybill.schemas.names.Registry;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which accounts a command shows to registries: the user's own, or those of a file. */
public final class AccountOptions {
  @Option(
      names = "--authfile",
      paramLabel = "FILE",
      description =
          "Take accounts from this file, in the format of docker's config.json. Left out, they are"
              + " those of docker and podman: REGISTRY_AUTH_FILE; DOCKER_CONFIG or ~/.docker;"
              + " XDG_RUNTIME_DIR/containers/auth.json.")
  private @Nullable Path file;

  /** The accounts, by registry. */
  public Function<Registry, CredentialSource> accounts(Surroundings surroundings) {
    AccountFiles files =
        file == null
            ? AccountFiles.ofUser(surroundings.environment())
            : AccountFiles.at(surroundings.resolve(file), surroundings.environment());
    return registry -> files.source(registry.name());
  }
}
