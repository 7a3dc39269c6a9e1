package io.waybill.cli.roles;

import io.waybill.api.Api;
import io.waybill.chassis.config.ConfigException;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.life.StartException;
import io.waybill.chassis.logging.Logging;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.ProcessClock;
import io.waybill.cli.Surroundings;
import io.waybill.cli.Termination;
import io.waybill.cli.terminal.Durations;
import io.waybill.gateway.Gateway;
import io.waybill.worker.Worker;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/**
 * {@code waybill gateway}, {@code waybill worker} and {@code waybill api}: one role, for
 * production.
 */
@Command(
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {"", "Stays until SIGTERM or SIGINT, then ends in good order with exit code 0."})
public final class RoleCommand implements Callable<Integer> {
  private interface Start {
    Running start(WaybillConfig config) throws StartException;
  }

  /**
   * A role that listens.
   *
   * @param missing what it still waits for
   * @param ready completes when it waits for nothing
   */
  private record Running(
      Runnable stop, URI address, Supplier<String> missing, CompletionStage<?> ready)
      implements AutoCloseable {
    static Running ready(Runnable stop, URI address) {
      return new Running(stop, address, () -> "", CompletableFuture.completedFuture(address));
    }

    boolean isReady() {
      return ready.toCompletableFuture().isDone();
    }

    @Override
    public void close() {
      stop.run();
    }
  }

  private final String name;
  private final boolean databaseNeeded;
  private final Start start;
  private final Surroundings surroundings;
  private final Termination termination;

  @Mixin private ConfigOptions configuration = new ConfigOptions();

  @Option(
      names = "--ready-file",
      paramLabel = "FILE",
      description = "Write the address to this file, as JSON, when the role is ready.")
  private @Nullable Path readyFile;

  private RoleCommand(
      String name,
      boolean databaseNeeded,
      Start start,
      Surroundings surroundings,
      Termination termination) {
    this.name = name;
    this.databaseNeeded = databaseNeeded;
    this.start = start;
    this.surroundings = surroundings;
    this.termination = termination;
  }

  /** {@code waybill gateway}. */
  public static CommandLine gateway(Surroundings surroundings, Termination termination) {
    Start start =
        config -> {
          Refusals.requireNone(Refusals.ofGateway(config));
          Gateway gateway = Gateway.start(config);
          return new Running(
              gateway::close, gateway.uri(), () -> gateway.missing().orElse(""), gateway.ready());
        };
    return commandLine(
        new RoleCommand("gateway", false, start, surroundings, termination),
        "Take registries' webhooks and write their events to Kafka.");
  }

  /** {@code waybill worker}. */
  public static CommandLine worker(Surroundings surroundings, Termination termination) {
    Start start =
        config -> {
          Worker worker = Worker.start(config);
          return Running.ready(worker::close, Roles.uri(config, worker));
        };
    return commandLine(
        new RoleCommand("worker", false, start, surroundings, termination),
        "Plan tasks and copy images, in the regions that worker.regions names.");
  }

  /** {@code waybill api}. */
  public static CommandLine api(Surroundings surroundings, Termination termination) {
    Start start =
        config -> {
          Refusals.requireNone(Refusals.ofApi(config));
          Api api = Api.start(config);
          return Running.ready(api::close, api.uri());
        };
    return commandLine(
        new RoleCommand("api", true, start, surroundings, termination),
        "Keep rules and history, and serve the REST API.");
  }

  private static CommandLine commandLine(RoleCommand command, String description) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(command).name(command.name);
    spec.usageMessage().description(description);
    return new CommandLine(spec);
  }

  @Override
  public Integer call() throws Exception {
    WaybillConfig config = configuration.load(surroundings);
    requireServers(config);
    Logging.configure(config.log());
    try (Running running = begin(config)) {
      if (running.isReady()) {
        announce(running);
      } else {
        announceLater(running);
      }
      termination.allow(config.worker().graceTime().duration());
      termination.await();
      surroundings.out().println("stopping");
    }
    surroundings.out().println("stopped");
    return ExitCodes.OK;
  }

  /** What goes wrong in a start that is cut short by a signal is of no interest to anybody. */
  private Running begin(WaybillConfig config) throws StartException, InterruptedException {
    try {
      return start.start(config);
    } catch (StartException | RuntimeException failed) {
      termination.requireWanted();
      throw failed;
    }
  }

  private void announceLater(Running running) {
    surroundings
        .out()
        .println(
            "%s %s, not ready: %s".formatted(name, running.address(), running.missing().get()));
    var _ =
        running
            .ready()
            .thenRun(() -> announce(running))
            .exceptionally(
                failed -> {
                  surroundings.err().println(String.valueOf(failed.getCause()));
                  return null;
                });
  }

  private void announce(Running running) {
    surroundings
        .out()
        .println(
            "%s %s, ready after %s"
                .formatted(
                    name, running.address(), Durations.forPeople(ProcessClock.sinceStart())));
    if (readyFile != null) {
      ReadyFile.write(
          surroundings.resolve(readyFile),
          Map.of(name, running.address().toString()),
          ProcessClock.sinceStart());
    }
  }

  private void requireServers(WaybillConfig config) throws ConfigException {
    if (config.kafka().isEmbedded()) {
      throw CommandFailure.usage(
          "The %s alone needs a Kafka to speak to: set kafka.bootstrapServers (WAYBILL_KAFKA_BOOTSTRAP_SERVERS), or use waybill up, which brings one."
              .formatted(name));
    }
    if (databaseNeeded && config.database().isEmbedded()) {
      throw CommandFailure.usage(
          "The %s alone needs a PostgreSQL to speak to: set database.url (WAYBILL_DATABASE_URL), or use waybill up, which brings one."
              .formatted(name));
    }
  }
}
