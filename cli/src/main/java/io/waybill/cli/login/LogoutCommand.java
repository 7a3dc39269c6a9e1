package io.waybill.cli.login;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.registry.accounts.AccountFileEditor;
import io.waybill.schemas.names.Registry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code waybill logout}: forgets an account. */
@Command(
    name = "logout",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description =
        "Forget the account of a registry, where login keeps it. Docker forgets it as well.")
public final class LogoutCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(
      index = "0",
      paramLabel = "REGISTRY",
      description = "The registry, as references begin: HOST[:PORT], or docker.io.")
  private String registry = "";

  @Mixin private AccountOptions accounts = new AccountOptions();

  /** The command. */
  public LogoutCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    Registry name = Registries.parse(registry);
    Path file = accounts.writtenTo(surroundings);
    try {
      boolean there = new AccountFileEditor(file, surroundings.environment()).erase(name.name());
      surroundings
          .terminal()
          .line(
              there
                  ? "Logged out of %s.".formatted(name)
                  : "There is no account for %s in %s.".formatted(name, file));
      return ExitCodes.OK;
    } catch (IOException unwritable) {
      throw CommandFailure.failed(
          "The account cannot be taken out of %s: %s".formatted(file, unwritable.getMessage()),
          unwritable);
    }
  }
}
