package io.waybill.cli.login;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.Termination;
import io.waybill.cli.TlsOptions;
import io.waybill.registry.CredentialSource;
import io.waybill.registry.Credentials;
import io.waybill.registry.UnusableProxyException;
import io.waybill.registry.accounts.AccountFileEditor;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.protocol.PingChecker;
import io.waybill.registry.protocol.PingOutcome;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Registry;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code waybill login}: tries an account and keeps it where docker does. */
@Command(
    name = "login",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Try an account at a registry, and keep it where docker and podman keep theirs: in"
          + " docker's config.json, or in the credential helper that it names.",
      "",
      "The password is asked for on a terminal, or read from standard input; never from the"
          + " command line, which others can see."
    },
    footer = {
      "",
      "Examples:",
      "  waybill login registry.example.com -u sync",
      "  waybill login docker.io -u me --password-stdin < token.txt"
    })
public final class LoginCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Termination termination;

  @Parameters(
      index = "0",
      paramLabel = "REGISTRY",
      description = "The registry, as references begin: HOST[:PORT], or docker.io.")
  private String registry = "";

  @Option(
      names = {"-u", "--username"},
      paramLabel = "USER",
      description = "Whose account. Left out, it is asked for.")
  private @Nullable String username;

  @Option(
      names = "--password-stdin",
      description = "Read the password, or an access token, from standard input.")
  private boolean fromStandardInput;

  @Mixin private TlsOptions tls = new TlsOptions();

  @Mixin private AccountOptions accounts = new AccountOptions();

  /** The command. */
  public LoginCommand(Surroundings surroundings, Termination termination) {
    this.surroundings = surroundings;
    this.termination = termination;
  }

  @Override
  public Integer call() throws InterruptedException {
    Registry name = Registries.parse(registry);
    Path file = accounts.writtenTo(surroundings);
    Credentials.Password account = termination.ask(this::account);
    boolean checked = check(name, account);
    try {
      String place =
          new AccountFileEditor(file, surroundings.environment()).store(name.name(), account);
      surroundings
          .terminal()
          .line(
              checked
                  ? "Logged in to %s as %s; kept in %s.".formatted(name, account.username(), place)
                  : "%s asks for no account, so this one was not checked; kept for %s in %s."
                      .formatted(name, account.username(), place));
      return ExitCodes.OK;
    } catch (IOException unwritable) {
      throw CommandFailure.failed(
          "The account is right, but cannot be kept in %s: %s"
              .formatted(file, unwritable.getMessage()),
          unwritable);
    }
  }

  /** Tries the account; false where the registry did not ask for it. */
  private boolean check(Registry name, Credentials.Password account) throws InterruptedException {
    Shown source = new Shown(account);
    try (RegistryClients clients =
        new RegistryClients(tls.directory(any -> source, surroundings))) {
      PingOutcome outcome = new PingChecker(clients.getCaller(name, Side.SOURCE)).check();
      if (outcome instanceof PingOutcome.NotARegistry) {
        throw CommandFailure.failed(
            "There is no registry at %s: it does not know /v2/. Nothing was kept.".formatted(name));
      }
      return source.wanted;
    } catch (UnusableProxyException unusable) {
      throw CommandFailure.usage(String.valueOf(unusable.getMessage()));
    } catch (RegistryException failure) {
      if (failure.code() == FailureCode.CANCELLED) {
        Thread.interrupted();
        throw new InterruptedException(failure.getMessage());
      }
      throw CommandFailure.failed(
          "%s: %s Nothing was kept.".formatted(failure.code(), failure.failure().reason()),
          failure);
    }
  }

  /** The account, and whether anybody wanted to see it: whoever is not asked shows none. */
  private static final class Shown implements CredentialSource {
    private final Credentials.Password account;
    private volatile boolean wanted;

    Shown(Credentials.Password account) {
      this.account = account;
    }

    @Override
    public Optional<Credentials> find() {
      wanted = true;
      return Optional.of(account);
    }

    @Override
    public String origin() {
      return "this command";
    }
  }

  private Credentials.Password account() {
    Optional<Console> console = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    String user =
        Optional.ofNullable(username).or(() -> console.map(LoginCommand::askUser)).orElse("");
    if (user.isBlank()) {
      throw CommandFailure.usage("Whose account is it? Name it with -u USER.");
    }
    String password =
        fromStandardInput ? standardInput() : console.map(LoginCommand::ask).orElse("");
    if (password.isEmpty()) {
      throw CommandFailure.usage(
          fromStandardInput
              ? "Standard input holds no password."
              : "There is no password, and no terminal to ask for it: hand it over with"
                  + " --password-stdin.");
    }
    return new Credentials.Password(user, password);
  }

  private static String askUser(Console console) {
    return Optional.ofNullable(console.readLine("Username: ")).orElse("");
  }

  private static String ask(Console console) {
    char[] typed = console.readPassword("Password: ");
    return typed == null ? "" : new String(typed);
  }

  private static String standardInput() {
    try {
      return Surroundings.standardInput().replaceFirst("\\r?\\n\\z", "");
    } catch (IOException unreadable) {
      throw CommandFailure.failed(
          "Standard input cannot be read: " + unreadable.getMessage(), unreadable);
    }
  }
}
