package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.schemas.wire.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code waybill migrations}: the jobs of {@code waybill migrate --submit}. */
@Command(
    name = "migrations",
    mixinStandardHelpOptions = true,
    description = "See, pause, resume and cancel the migrations that a running Waybill does.",
    footer = {
      "",
      "Examples:",
      "  waybill migrations list",
      "  waybill migrations pause to-frankfurt",
      "  waybill migrations report to-frankfurt --report report.csv",
      "",
      "waybill migrate --submit starts one."
    })
public final class MigrationsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private MigrationsCommand() {}

  /** The command with its subcommands. */
  public static CommandLine commandLine(Surroundings surroundings) {
    return new CommandLine(new MigrationsCommand())
        .addSubcommand(new ListSome(surroundings))
        .addSubcommand(new Show(surroundings))
        .addSubcommand(new Pause(surroundings))
        .addSubcommand(new Resume(surroundings))
        .addSubcommand(new Cancel(surroundings))
        .addSubcommand(new WriteReport(surroundings));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "A subcommand is missing.");
  }

  @Command(name = "list", description = "List migrations, the newest first.")
  static final class ListSome extends ListCommand {
    ListSome(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    String path() {
      return Migrations.MIGRATIONS;
    }

    @Override
    void print(List<JsonNode> migrations, Results results) throws InterruptedException {
      Migrations.printList(migrations, results);
    }
  }

  /** What is done with one migration. */
  abstract static class AboutOne extends ClientCommand {
    @Parameters(
        paramLabel = "MIGRATION",
        description = "The migration's id, or the name of the newest that is called so.")
    private String migration = "";

    AboutOne(Surroundings surroundings) {
      super(surroundings);
    }

    String migration() {
      return migration;
    }

    /** Has the API do something with it, and says so. */
    int change(ApiClient client, Results results, String what, String sentence)
        throws InterruptedException {
      JsonNode now =
          client.post(Migrations.path(migration) + ":" + what, Json.lenient().createObjectNode());
      results.say(sentence.formatted(now.path("id").asText()), now);
      return ExitCodes.OK;
    }
  }

  @Command(name = "show", description = "Show how far a migration is, and what failed.")
  static final class Show extends AboutOne {
    Show(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    int run(ApiClient client, Results results) throws InterruptedException {
      JsonNode found = client.get(Migrations.path(migration()));
      if (results.areForPeople()) {
        Migrations.print(client, found, surroundings().out());
      } else {
        results.document(found);
      }
      return ExitCodes.OK;
    }
  }

  @Command(
      name = "pause",
      description = "Plan nothing more of a migration. What is on the queues goes on.")
  static final class Pause extends AboutOne {
    Pause(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    int run(ApiClient client, Results results) throws InterruptedException {
      return change(
          client,
          results,
          "pause",
          "Paused migration %s: nothing more is planned; what is on the queues goes on.");
    }
  }

  @Command(name = "resume", description = "Go on with a migration that is paused.")
  static final class Resume extends AboutOne {
    Resume(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    int run(ApiClient client, Results results) throws InterruptedException {
      return change(client, results, "resume", "Migration %s goes on.");
    }
  }

  @Command(
      name = "cancel",
      description = "Cancel what is left of a migration. What was copied stays.")
  static final class Cancel extends AboutOne {
    Cancel(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    int run(ApiClient client, Results results) throws InterruptedException {
      return change(client, results, "cancel", "Migration %s is cancelled; what was copied stays.");
    }
  }

  @Command(
      name = "report",
      description = {
        "Write down what became of the images of a migration, as waybill migrate does.",
        "",
        "Images that were equal at both ends at once are counted by show, and have no line."
      })
  static final class WriteReport extends AboutOne {
    @Option(
        names = "--report",
        paramLabel = "FILE",
        required = true,
        description = "FILE.json or FILE.csv. May be repeated.")
    private List<Path> reports = List.of();

    WriteReport(Surroundings surroundings) {
      super(surroundings);
    }

    @Override
    int run(ApiClient client, Results results) throws InterruptedException {
      for (Path report : reports) {
        if (!report.toString().toLowerCase(Locale.ROOT).matches(".*\\.(json|csv)")) {
          throw CommandFailure.usage(
              "--report ends with .json or .csv, which says what is written, but is \"%s\"."
                  .formatted(report));
        }
      }
      MigrationReport.write(client, migration(), reports, surroundings());
      return ExitCodes.OK;
    }
  }
}
