package io.waybill.cli.migrate;

import io.waybill.cli.CommandFailure;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** Whether a running Waybill does the work, and which. */
final class SubmitOptions {
  /** What means the same for a running Waybill. */
  private static final Set<String> SHARED =
      Set.of(
          "--submit",
          "--name",
          "--wait",
          "--api",
          "--config",
          "--auth",
          "--images",
          "--registry",
          "--namespace",
          "--os",
          "--arch",
          "--referrers",
          "--timeout",
          "--retry-failed",
          "--report");

  private static final List<String> OWN = List.of("--name", "--wait", "--api");

  @Option(
      names = "--submit",
      description =
          "Have a running Waybill do it, as one job that all of its workers share. Its own"
              + " configuration says how it logs in.")
  private boolean submit;

  @Option(names = "--name", paramLabel = "NAME", description = "With --submit: what it is called.")
  private @Nullable String name;

  @Option(
      names = "--wait",
      description =
          "With --submit: wait until it is done, and show how far it is; exit code 1 where"
              + " something failed. Ctrl-C ends the waiting only.")
  private boolean waits;

  @Option(
      names = "--api",
      paramLabel = "URL",
      description =
          "With --submit: the API's address (default: WAYBILL_URL, else the configuration's). Its"
              + " token is WAYBILL_TOKEN, else the first of api.tokens.")
  private @Nullable String api;

  boolean isWanted() {
    return submit;
  }

  @Nullable String name() {
    return name;
  }

  boolean waits() {
    return waits;
  }

  @Nullable String api() {
    return api;
  }

  /**
   * Passes where the options that were given mean something together.
   *
   * @throws CommandFailure where they do not
   */
  void requireSense(CommandSpec spec) {
    List<OptionSpec> matched = spec.commandLine().getParseResult().matchedOptions();
    List<String> given = matched.stream().map(OptionSpec::longestName).toList();
    if (!submit) {
      OWN.stream()
          .filter(given::contains)
          .findFirst()
          .ifPresent(
              option -> {
                throw CommandFailure.usage("%s goes with --submit.".formatted(option));
              });
      return;
    }
    List<String> strange =
        matched.stream()
            .filter(option -> !SHARED.contains(option.longestName()))
            .map(option -> asTyped(option, spec))
            .toList();
    if (!strange.isEmpty()) {
      throw CommandFailure.usage(
          "With --submit a running Waybill does the work: %s %s nothing to it. How many workers there are, how often they try again and how they reach registries is in its configuration; leave %s out."
              .formatted(
                  String.join(", ", strange),
                  strange.size() == 1 ? "means" : "mean",
                  strange.size() == 1 ? "it" : "them"));
    }
    if (given.contains("--report") && !waits) {
      throw CommandFailure.usage(
          "What has become of every image is known at the end: give --wait, or later waybill"
              + " migrations report ID --report FILE.");
    }
  }

  /** By the name that was given, for an option may have several. */
  private static String asTyped(OptionSpec option, CommandSpec spec) {
    List<String> typed = spec.commandLine().getParseResult().originalArgs();
    return Arrays.stream(option.names())
        .filter(name -> typed.stream().anyMatch(argument -> gives(argument, name)))
        .findFirst()
        .orElseGet(option::longestName);
  }

  /** A short one may have its value right behind it. */
  private static boolean gives(String argument, String name) {
    return argument.equals(name)
        || argument.startsWith(name + "=")
        || (!name.startsWith("--") && argument.startsWith(name));
  }
}
