package io.waybill.cli.copy;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.embedded.LocalRegistry;
import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.SampleImage;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code waybill train}, which the launcher runs once for each build: makes some copies between two
 * registries of its own, so that Java can write down what that loads and how it runs (JEP 483, 514,
 * 515).
 */
@Command(name = "train", hidden = true, description = "What quick starts are prepared with.")
public final class TrainCommand implements Callable<Integer> {
  private static final int IMAGES = 3;
  private static final int LAYERS = 3;
  private static final int LAYER_BYTES = 1 << 20;

  private final Surroundings surroundings;
  private final ToIntFunction<String[]> commands;

  @Option(names = "--data", paramLabel = "DIR", required = true, description = "A new directory.")
  private Path data = Path.of("data");

  /**
   * The command.
   *
   * @param commands runs a command line as the process's own is run, and returns its exit code
   */
  public TrainCommand(Surroundings surroundings, ToIntFunction<String[]> commands) {
    this.surroundings = surroundings;
    this.commands = commands;
  }

  @Override
  public Integer call() throws RegistryException {
    Path directory = surroundings.resolve(data);
    try (LocalRegistry source = LocalRegistry.start(directory.resolve("source"));
        LocalRegistry target = LocalRegistry.start(directory.resolve("target"))) {
      push(Repository.of(Registry.of(source.address()), "train/app"));
      String images = source.address() + "/train/app";
      String to = target.address();
      copy(images + ":v0", to + "/one/app:v0");
      copy(images + ":v0", to + "/one/app:v0");
      copy(images, "--all-tags", to + "/many/", "-o", "json");
      copy(images, "--all-tags", to + "/more/", "--dry-run");
      copy(images + ":v*", to + "/more/", to + "/yet/more");
    }
    return ExitCodes.OK;
  }

  private static void push(Repository repository) throws RegistryException {
    try (RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()))) {
      for (int i = 0; i < IMAGES; i++) {
        SampleImage.builder(i)
            .layers(LAYERS, LAYER_BYTES)
            .signed()
            .withSbom()
            .build()
            .push(clients, repository.tag(Tag.of("v" + i)));
      }
    }
  }

  private void copy(String... arguments) {
    String[] line = new String[arguments.length + 1];
    line[0] = "copy";
    System.arraycopy(arguments, 0, line, 1, arguments.length);
    if (commands.applyAsInt(line) != ExitCodes.OK) {
      throw CommandFailure.failed("A copy failed; what it said is above.");
    }
  }
}
