package io.waybill.cli.roles;

import io.waybill.chassis.config.ConfigException;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.life.StartException;
import io.waybill.chassis.logging.Logging;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.ProcessClock;
import io.waybill.cli.Surroundings;
import io.waybill.cli.Termination;
import io.waybill.cli.terminal.Durations;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code waybill up}: everything in one process. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run everything in one process: gateway, worker and API, with Kafka and PostgreSQL embedded"
          + " unless the configuration names others.",
      "",
      "Stays until SIGTERM or SIGINT. What it accepted is kept in the data directory; after a crash"
          + " the next start finishes it."
    },
    footer = {
      "",
      "Examples:",
      "  waybill up",
      "  waybill up --config waybill.yaml --data /var/lib/waybill",
      "  WAYBILL_GATEWAY_PORT=9090 waybill up --verbose"
    })
public final class UpCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Termination termination;

  @Mixin private ConfigOptions configuration = new ConfigOptions();
  @Mixin private DataOption data = new DataOption();

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description = "Write the addresses to this file, as JSON, when everything is ready.")
  private @Nullable Path readyFile;

  @Option(
      names = {"-v", "--verbose"},
      description = "Tell how long each part took to start.")
  private boolean verbose;

  /** The command. */
  public UpCommand(Surroundings surroundings, Termination termination) {
    this.surroundings = surroundings;
    this.termination = termination;
  }

  @Override
  public Integer call() throws ConfigException, StartException, InterruptedException {
    WaybillConfig config = configuration.load(surroundings);
    Refusals.requireNone(Refusals.ofAny(config));
    Logging.configure(config.log());
    try (AllInOne all = begin(config)) {
      tell(all, ProcessClock.sinceStart());
      termination.allow(config.worker().graceTime().duration());
      termination.await();
      surroundings.out().println("stopping");
    }
    surroundings.out().println("stopped");
    return ExitCodes.OK;
  }

  /** What goes wrong in a start that is cut short by a signal is of no interest to anybody. */
  private AllInOne begin(WaybillConfig config) throws StartException, InterruptedException {
    try {
      return AllInOne.start(config, data.directory(surroundings, config));
    } catch (StartException | RuntimeException failed) {
      termination.requireWanted();
      throw failed;
    }
  }

  private void tell(AllInOne all, Duration took) {
    if (verbose) {
      Duration before = took.minus(all.age());
      for (Parts.Took part : all.times()) {
        surroundings
            .out()
            .printf(
                Locale.ROOT,
                "%-10s began at %5d ms, took %5d ms%n",
                part.name(),
                before.plus(part.after()).toMillis(),
                part.time().toMillis());
      }
    }
    Map<String, String> addresses = all.addresses();
    addresses.forEach((name, address) -> surroundings.out().printf("%-10s %s%n", name, address));
    if (readyFile != null) {
      ReadyFile.write(surroundings.resolve(readyFile), addresses, took);
    }
    surroundings.out().println("ready after " + Durations.forPeople(took));
  }
}
