package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.chassis.config.ConfigException;
import io.waybill.cli.Surroundings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What commands of the API have in common: a client, and where its answers are printed. */
@Command(mixinStandardHelpOptions = true, sortOptions = false)
abstract class ClientCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private ApiOptions api = new ApiOptions();

  ClientCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public final Integer call() throws ConfigException, InterruptedException {
    try (ApiClient client = api.connect(surroundings)) {
      return run(client, api.results(surroundings));
    }
  }

  /** Does it, and says what the command ends with. */
  abstract int run(ApiClient client, Results results) throws InterruptedException;

  Surroundings surroundings() {
    return surroundings;
  }

  /** The documents of a file. */
  List<JsonNode> read(@Nullable Path file, String listKey) {
    return Documents.read(surroundings, file, listKey);
  }
}
