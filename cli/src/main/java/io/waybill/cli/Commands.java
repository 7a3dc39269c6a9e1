package io.waybill.cli;

import io.waybill.cli.client.AuditCommand;
import io.waybill.cli.client.CancelCommand;
import io.waybill.cli.client.DeadLettersCommand;
import io.waybill.cli.client.ImportCommand;
import io.waybill.cli.client.MigrationSubmitter;
import io.waybill.cli.client.MigrationsCommand;
import io.waybill.cli.client.RecordsCommand;
import io.waybill.cli.client.RegistriesCommand;
import io.waybill.cli.client.ReplayCommand;
import io.waybill.cli.client.ReplaysCommand;
import io.waybill.cli.client.RulesCommand;
import io.waybill.cli.client.ScanCommand;
import io.waybill.cli.client.StatsCommand;
import io.waybill.cli.client.SubscriptionsCommand;
import io.waybill.cli.client.SyncCommand;
import io.waybill.cli.client.WhereCommand;
import io.waybill.cli.copy.CopyCommand;
import io.waybill.cli.copy.HostAddress;
import io.waybill.cli.copy.TrainCommand;
import io.waybill.cli.demo.DemoCommand;
import io.waybill.cli.images.ImagesCommand;
import io.waybill.cli.login.LoginCommand;
import io.waybill.cli.login.LogoutCommand;
import io.waybill.cli.migrate.MigrateCommand;
import io.waybill.cli.roles.ConfigCommand;
import io.waybill.cli.roles.HealthCommand;
import io.waybill.cli.roles.RoleCommand;
import io.waybill.cli.roles.UpCommand;
import io.waybill.cli.webhooks.WebhooksCommand;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.rules.Glob;
import io.waybill.schemas.rules.PlatformPattern;
import io.waybill.schemas.units.ByteRate;
import io.waybill.schemas.units.ByteSize;
import io.waybill.schemas.units.TimeSpan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** All commands, as picocli reads them: {@code waybill COMMAND}. */
@Command(
    name = "waybill",
    mixinStandardHelpOptions = true,
    versionProvider = VersionText.class,
    sortOptions = false,
    header = {
      "Keeps container images in step across registries and regions, driven by events.",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footer = {
      "",
      "Examples:",
      "  waybill demo                        the whole path, with nothing set up",
      "  waybill up --config waybill.yaml    everything in one process",
      "  waybill copy quay.io/team/app:1.2 registry.example.com/team/app:1.2",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong command line or configuration,",
      "3 something needed is not available, 130 interrupted.",
      "waybill COMMAND --help says more about each command."
    })
final class Commands implements Runnable {
  private static final String HELP = "help";

  @Spec private CommandSpec spec = CommandSpec.create();

  private Commands() {}

  /**
   * The command that the arguments begin with, or all of them, in the order in which the help lists
   * them: to look at each by reflection takes a fifth of a second. Help is about any of them.
   */
  static CommandLine commandLine(
      Surroundings surroundings, Termination termination, String... arguments) {
    CommandLine line = new CommandLine(new Commands());
    Map<String, Supplier<Object>> all = all(surroundings, termination);
    Supplier<Object> one =
        arguments.length == 0 || arguments[0].equals(HELP) ? null : all.get(arguments[0]);
    for (Supplier<Object> command : one == null ? all.values() : List.of(one)) {
      line.addSubcommand(command.get());
    }
    return dressed(line, surroundings);
  }

  /** With what is the same for all commands. */
  static CommandLine dressed(CommandLine line, Surroundings surroundings) {
    Complaints complaints = new Complaints(surroundings.err());
    return line.setOut(surroundings.out())
        .setErr(surroundings.err())
        .registerConverter(Reference.class, text -> convert(Reference::parse, text))
        .registerConverter(Glob.class, text -> convert(Glob::parse, text))
        .registerConverter(PlatformPattern.class, text -> convert(PlatformPattern::parse, text))
        .registerConverter(ByteRate.class, text -> convert(ByteRate::parse, text))
        .registerConverter(ByteSize.class, text -> convert(ByteSize::parse, text))
        .registerConverter(HostAddress.class, text -> convert(HostAddress::parse, text))
        .registerConverter(TimeSpan.class, text -> convert(TimeSpan::parse, text))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(complaints::aboutUsage)
        .setExecutionExceptionHandler(
            (thrown, command, parsed) ->
                complaints.aboutExecution(thrown, command.getCommandSpec().qualifiedName()));
  }

  private static Map<String, Supplier<Object>> all(
      Surroundings surroundings, Termination termination) {
    Map<String, Supplier<Object>> all = new LinkedHashMap<>();
    all.put("demo", () -> new DemoCommand(surroundings, termination));
    all.put("up", () -> new UpCommand(surroundings, termination));
    all.put("gateway", () -> RoleCommand.gateway(surroundings, termination));
    all.put("worker", () -> RoleCommand.worker(surroundings, termination));
    all.put("api", () -> RoleCommand.api(surroundings, termination));
    all.put("copy", () -> new CopyCommand(surroundings));
    all.put(
        "migrate", () -> new MigrateCommand(surroundings, new MigrationSubmitter(surroundings)));
    all.put("migrations", () -> MigrationsCommand.commandLine(surroundings));
    all.put("images", () -> new ImagesCommand(surroundings));
    all.put("login", () -> new LoginCommand(surroundings, termination));
    all.put("logout", () -> new LogoutCommand(surroundings));
    all.put("webhooks", () -> WebhooksCommand.commandLine(surroundings));
    all.put("rules", () -> RulesCommand.commandLine(surroundings, termination));
    all.put("import", () -> new ImportCommand(surroundings, termination));
    all.put("records", () -> RecordsCommand.commandLine(surroundings));
    all.put("where", () -> new WhereCommand(surroundings));
    all.put("stats", () -> new StatsCommand(surroundings));
    all.put("audit", () -> new AuditCommand(surroundings));
    all.put("sync", () -> new SyncCommand(surroundings));
    all.put("scan", () -> ScanCommand.commandLine(surroundings));
    all.put("replay", () -> new ReplayCommand(surroundings, termination));
    all.put("replays", () -> ReplaysCommand.commandLine(surroundings));
    all.put("cancel", () -> new CancelCommand(surroundings, termination));
    all.put("dead-letters", () -> DeadLettersCommand.commandLine(surroundings, termination));
    all.put("subscriptions", () -> SubscriptionsCommand.commandLine(surroundings));
    all.put("registries", () -> new RegistriesCommand(surroundings));
    all.put("health", () -> new HealthCommand(surroundings));
    all.put("config", () -> ConfigCommand.commandLine(surroundings));
    all.put(
        "completion",
        () -> new CompletionCommand(surroundings, () -> commandLine(surroundings, termination)));
    all.put(
        "train",
        () -> new TrainCommand(surroundings, line -> Main.run(surroundings, termination, line)));
    // No method reference: Java 25 crashes when it keeps one to a class as old as picocli's (ADR
    // 9).
    all.put(HELP, () -> new CommandLine.HelpCommand());
    return all;
  }

  private static <T> T convert(Function<String, T> parser, String text) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException malformed) {
      throw new TypeConversionException(String.valueOf(malformed.getMessage()));
    }
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getErr());
    throw new ParameterException(spec.commandLine(), "A command is missing.");
  }
}
