package io.waybill.cli.client;

import io.waybill.cli.Surroundings;
import io.waybill.cli.Termination;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rules apply}: makes the rules what a file says, after it has shown what that changes. */
@Command(
    name = "apply",
    description = {
      "Make the rules what a file says (YAML or JSON).",
      "What would change is shown first, key by key, and asked for."
    })
final class ApplyRules extends ClientCommand {
  private final Termination termination;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      required = true,
      description =
          "One rule, several with --- between, or a list under rules; - is standard input.")
  private @Nullable Path file;

  @Option(names = "--prune", description = "Remove rules that the file does not have.")
  private boolean prune;

  @Mixin private Confirmation confirmation = new Confirmation();

  ApplyRules(Surroundings surroundings, Termination termination) {
    super(surroundings);
    this.termination = termination;
  }

  @Override
  int run(ApiClient client, Results results) throws InterruptedException {
    return new RuleApplication(surroundings(), termination, confirmation, prune)
        .run(read(file, "rules"), client, results);
  }
}
