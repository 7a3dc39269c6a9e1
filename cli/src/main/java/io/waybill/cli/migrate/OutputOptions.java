package io.waybill.cli.migrate;

import io.waybill.cli.CommandFailure;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is written down, and where. */
final class OutputOptions {
  static final String FAILED = "waybill-migrate-failed.json";

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description =
          "Write a line for each image to this file, at its end, and not to the terminal, which"
              + " then shows how far it is, and the result.")
  private @Nullable Path log;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write down what became of every tag: FILE.json or FILE.csv. May be repeated.")
  private List<Path> reports = List.of();

  @Option(
      names = "--failed",
      paramLabel = "FILE",
      defaultValue = FAILED,
      description =
          "Where to write what could not be copied, and why, for --retry-failed (default:"
              + " ./${DEFAULT-VALUE}).")
  private Path failed = Path.of(FAILED);

  @Option(
      names = "--retry-failed",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = FAILED,
      description =
          "Copy what this file says and nothing else: what could not be copied the last time"
              + " (default: ./"
              + FAILED
              + ").")
  private @Nullable String retryFailed;

  @Option(
      names = "--output-success-images",
      paramLabel = "FILE",
      description = "Write down what is at the targets now, as source: [targets].")
  private @Nullable Path successes;

  @Option(
      names = "--output-images-format",
      paramLabel = "FORMAT",
      defaultValue = "yaml",
      description = "yaml or json, of that file (default: ${DEFAULT-VALUE}).")
  private Format format = Format.YAML;

  /** How the list of successes is written. */
  enum Format {
    YAML,
    JSON
  }

  /**
   * Passes where the options make sense.
   *
   * @throws CommandFailure where they do not
   */
  void requireSense() {
    for (Path report : reports) {
      String name = report.toString().toLowerCase(Locale.ROOT);
      if (!name.endsWith(".json") && !name.endsWith(".csv")) {
        throw CommandFailure.usage(
            "--report ends with .json or .csv, which says what is written, but is \"%s\"."
                .formatted(report));
      }
    }
  }

  @Nullable Path log() {
    return log;
  }

  List<Path> reports() {
    return reports;
  }

  Path failed() {
    return failed;
  }

  /** What is read in place of the images; null = nothing. */
  @Nullable String retryFailed() {
    return retryFailed;
  }

  @Nullable Path successes() {
    return successes;
  }

  Format format() {
    return format;
  }
}
