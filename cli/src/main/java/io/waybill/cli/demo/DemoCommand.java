package io.waybill.cli.demo;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.Termination;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code waybill demo}: the main job, for real, on one machine with nothing set up. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "See the whole path on this machine, with nothing set up: embedded Kafka and PostgreSQL, two"
          + " registries, a rule, a push of a signed multi-platform image into the first, and what"
          + " Waybill makes of it.",
      "",
      "Ends with exit code 0 only after the image was pulled back from the second registry and"
          + " every digest was compared."
    },
    footer = {
      "",
      "Examples:",
      "  waybill demo",
      "  waybill demo --keep --gateway-port 8080 --api-port 8081",
      "  waybill demo -o json | tail -1"
    })
public final class DemoCommand implements Callable<Integer> {
  private static final int HIGHEST_PORT = 65_535;

  private final Surroundings surroundings;
  private final Termination termination;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description =
          "Where the servers keep their data (default: ./data). A later run finds the history of"
              + " the earlier ones there.")
  private Path data = Path.of("data");

  @Option(
      names = "--keep",
      description = "Stay up afterwards, and say how to push an image of one's own.")
  private boolean keep;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description =
          "text, or json: then the last line of standard output is one JSON object, and the story"
              + " goes to standard error (default: text).")
  private Output output = Output.TEXT;

  @Option(names = "--gateway-port", paramLabel = "PORT", description = "Default: any free one.")
  private int gatewayPort;

  @Option(names = "--api-port", paramLabel = "PORT", description = "Default: any free one.")
  private int apiPort;

  @Option(
      names = "--source-port",
      paramLabel = "PORT",
      description = "Of the first registry. Default: any free one.")
  private int sourcePort;

  @Option(
      names = "--target-port",
      paramLabel = "PORT",
      description = "Of the second registry. Default: any free one.")
  private int targetPort;

  /** Where the result goes. */
  enum Output {
    TEXT,
    JSON
  }

  /** The command. */
  public DemoCommand(Surroundings surroundings, Termination termination) {
    this.surroundings = surroundings;
    this.termination = termination;
  }

  @Override
  public Integer call() throws Exception {
    requirePort("--gateway-port", gatewayPort);
    requirePort("--api-port", apiPort);
    requirePort("--source-port", sourcePort);
    requirePort("--target-port", targetPort);
    boolean json = output == Output.JSON;
    DemoSettings settings =
        new DemoSettings(
            surroundings.resolve(data), gatewayPort, apiPort, sourcePort, targetPort, keep);
    DemoResult result =
        new Demo(json ? surroundings.talkingOnError() : surroundings, termination, settings).run();
    if (json) {
      surroundings.out().println(result.toJson());
    }
    return ExitCodes.OK;
  }

  private static void requirePort(String option, int port) {
    if (port < 0 || port > HIGHEST_PORT) {
      throw CommandFailure.usage(
          "%s has to be a port from 1 to %d, but is %d.".formatted(option, HIGHEST_PORT, port));
    }
  }
}
