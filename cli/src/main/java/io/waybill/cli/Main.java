package io.waybill.cli;

import io.waybill.cli.client.RecordsCommand;
import io.waybill.cli.client.ReplayCommand;
import io.waybill.cli.client.RulesCommand;
import io.waybill.cli.client.SyncCommand;
import io.waybill.cli.copy.CopyCommand;
import io.waybill.cli.copy.HostAddress;
import io.waybill.cli.copy.TrainCommand;
import io.waybill.cli.demo.DemoCommand;
import io.waybill.cli.login.LoginCommand;
import io.waybill.cli.login.LogoutCommand;
import io.waybill.cli.roles.ConfigCommand;
import io.waybill.cli.roles.HealthCommand;
import io.waybill.cli.roles.RoleCommand;
import io.waybill.cli.roles.UpCommand;
import io.waybill.cli.webhooks.WebhooksCommand;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.rules.Glob;
import io.waybill.schemas.rules.PlatformPattern;
import io.waybill.schemas.units.ByteRate;
import io.waybill.schemas.units.TimeSpan;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The command line's entry: {@code waybill COMMAND}. */
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
public final class Main implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  /** Runs one command, and ends the process with its exit code. */
  public static void main(String... arguments) {
    Termination termination = Termination.install();
    int exitCode = ExitCodes.FAILED;
    try {
      exitCode = commandLine(Surroundings.ofProcess(), termination).execute(arguments);
    } catch (NoClassDefFoundError missing) {
      exitCode = aboutMissing(missing);
    } catch (Throwable defect) {
      // An Error; it must not leave a process behind that other threads keep alive.
      LOG.error("A defect", defect);
    } finally {
      termination.exit(exitCode);
    }
  }

  /** Production images leave the embedded servers out, and with them what needs those. */
  private static int aboutMissing(NoClassDefFoundError missing) {
    if (!String.valueOf(missing.getMessage()).startsWith("io/waybill/embedded/")) {
      LOG.error("A defect", missing);
      return ExitCodes.FAILED;
    }
    System.err.println(
        "waybill: This image comes without the embedded servers, which up and demo use. Run the"
            + " roles (gateway, worker, api) with a Kafka and a PostgreSQL of your own, or run up"
            + " and demo from a source checkout.");
    return ExitCodes.UNAVAILABLE;
  }

  /** The commands, in the order in which the help lists them. */
  static CommandLine commandLine(Surroundings surroundings, Termination termination) {
    CommandLine line =
        new CommandLine(new Main())
            .addSubcommand(new DemoCommand(surroundings, termination))
            .addSubcommand(new UpCommand(surroundings, termination))
            .addSubcommand(RoleCommand.gateway(surroundings, termination))
            .addSubcommand(RoleCommand.worker(surroundings, termination))
            .addSubcommand(RoleCommand.api(surroundings, termination))
            .addSubcommand(new CopyCommand(surroundings))
            .addSubcommand(new LoginCommand(surroundings, termination))
            .addSubcommand(new LogoutCommand(surroundings))
            .addSubcommand(WebhooksCommand.commandLine(surroundings))
            .addSubcommand(RulesCommand.commandLine(surroundings))
            .addSubcommand(RecordsCommand.commandLine(surroundings))
            .addSubcommand(new SyncCommand(surroundings))
            .addSubcommand(new ReplayCommand(surroundings))
            .addSubcommand(new HealthCommand(surroundings))
            .addSubcommand(ConfigCommand.commandLine(surroundings))
            .addSubcommand(new TrainCommand(surroundings))
            .addSubcommand(new CommandLine.HelpCommand());
    Complaints complaints = new Complaints(surroundings.err());
    return line.setOut(surroundings.out())
        .setErr(surroundings.err())
        .registerConverter(Reference.class, text -> convert(Reference::parse, text))
        .registerConverter(Glob.class, text -> convert(Glob::parse, text))
        .registerConverter(PlatformPattern.class, text -> convert(PlatformPattern::parse, text))
        .registerConverter(ByteRate.class, text -> convert(ByteRate::parse, text))
        .registerConverter(HostAddress.class, text -> convert(HostAddress::parse, text))
        .registerConverter(TimeSpan.class, text -> convert(TimeSpan::parse, text))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(complaints::aboutUsage)
        .setExecutionExceptionHandler(complaints::aboutExecution);
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
    throw new ParameterException(spec.commandLine(), "A command is missing.");
  }
}
