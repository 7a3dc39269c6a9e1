package io.waybill.cli.images;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.Surroundings;
import io.waybill.migration.cluster.ImageRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Where the rules are written, and how. A file that somebody has edited is not lost. */
final class FileOption {
  private static final String STANDARD_OUTPUT = "-";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      defaultValue = "images.json",
      description =
          "Where to write them: as YAML where the name ends with .yaml or .yml, else as JSON; - ="
              + " standard output (default: ./${DEFAULT-VALUE}).")
  private String output = "images.json";

  @Option(names = "--overwrite", description = "Write it also where there is such a file already.")
  private boolean overwrite;

  /**
   * Passes where something may be written there.
   *
   * @throws CommandFailure where a file is in the way
   */
  void requireSense(Surroundings surroundings) {
    if (!output.equals(STANDARD_OUTPUT) && !overwrite && Files.exists(path(surroundings))) {
      throw CommandFailure.usage(
          "There is a file %s already: name another with -o, or say --overwrite."
              .formatted(output));
    }
  }

  /** Writes them, and says so with the beginning of a sentence. */
  String write(ImageRules rules, Surroundings surroundings) {
    if (output.equals(STANDARD_OUTPUT)) {
      surroundings.out().print(rules.json());
      surroundings.out().flush();
      return "";
    }
    try {
      Path file = path(surroundings);
      Path whole = Files.writeString(Path.of(file + ".partial"), text(rules));
      Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
      return "Wrote %s: ".formatted(output);
    } catch (IOException full) {
      throw CommandFailure.failed(
          "Tried to write %s, but failed because: %s.".formatted(output, full), full);
    }
  }

  private String text(ImageRules rules) {
    String name = output.toLowerCase(Locale.ROOT);
    return name.endsWith(".yaml") || name.endsWith(".yml") ? rules.yaml() : rules.json();
  }

  private Path path(Surroundings surroundings) {
    return surroundings.resolve(Path.of(output));
  }
}
