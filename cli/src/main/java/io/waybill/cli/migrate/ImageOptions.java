package io.waybill.cli.migrate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.waybill.cli.CommandFailure;
import io.waybill.registry.batch.BatchRequest;
import io.waybill.registry.copy.CopyRequest;
import io.waybill.schemas.rules.PlatformMode;
import io.waybill.schemas.rules.PlatformPattern;
import io.waybill.schemas.rules.PlatformSelection;
import io.waybill.schemas.units.TimeSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What of each image is copied, how, and how often it is tried. */
final class ImageOptions {
  private static final List<String> ANY = List.of(PlatformPattern.ANY);

  @Option(
      names = {"-p", "--proc", "-w", "--workers", "--jobs"},
      paramLabel = "N",
      defaultValue = "32",
      description = "Images under way at the same time (default: ${DEFAULT-VALUE}).")
  private int jobs = BatchRequest.DEFAULT_PARALLEL;

  @Option(
      names = {"-r", "--retries"},
      paramLabel = "N",
      defaultValue = "2",
      description =
          "How often what has failed is tried again when everything has been tried, besides what is"
              + " repeated at once anyway (default: ${DEFAULT-VALUE}).")
  private int retries = 2;

  @Option(
      names = "--os",
      paramLabel = "OS",
      description =
          "Copy what is for this system only: linux, windows:10.0.17763. May be repeated. An index"
              + " of which something is left out gets a new digest.")
  private List<String> systems = List.of();

  @Option(
      names = "--arch",
      paramLabel = "ARCH",
      description =
          "Copy what is for this architecture only: amd64, arm:v7. May be repeated; with --os both"
              + " have to fit.")
  private List<String> architectures = List.of();

  @Option(
      names = "--force",
      description =
          "Look at the blobs and put the manifest also where the target shows it already: mends a"
              + " target that has lost blobs.")
  private boolean force;

  @Option(
      names = "--referrers",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "Copy signatures, SBOMs and attestations with each image, as is done unless you say"
              + " --no-referrers.")
  private boolean referrers = true;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "Give up an image that takes longer than this: 90s, 15m, 2h.")
  private @Nullable TimeSpan timeout;

  @Option(
      names = "--dry-run",
      description = "List what would be copied, and how many bytes, and change nothing.")
  private boolean dryRun;

  /**
   * Passes where the options make sense.
   *
   * @throws CommandFailure where they do not
   */
  void requireSense() {
    if (jobs < 1) {
      throw CommandFailure.usage("--proc (--workers) has to be at least 1, but is " + jobs + ".");
    }
    if (retries < 0) {
      throw CommandFailure.usage("--retries has to be at least 0, but is " + retries + ".");
    }
    selection();
  }

  /** The platforms that are wanted: each system with each architecture; empty = all. */
  Optional<PlatformSelection> selection() {
    List<PlatformPattern> patterns = new ArrayList<>();
    for (String system : some(systems)) {
      for (String architecture : some(architectures)) {
        patterns.add(pattern(system, architecture));
      }
    }
    boolean all = some(systems).equals(ANY) && some(architectures).equals(ANY);
    try {
      return all
          ? Optional.empty()
          : Optional.of(new PlatformSelection(patterns, PlatformMode.REBUILT));
    } catch (IllegalArgumentException tooMany) {
      throw CommandFailure.usage(
          "--os and --arch stand for more platforms than can be selected: " + tooMany.getMessage());
    }
  }

  /** Image-syncer passes empty ones over. */
  private static List<String> some(List<String> written) {
    List<String> named = written.stream().map(String::strip).filter(s -> !s.isEmpty()).toList();
    return named.isEmpty() ? ANY : named;
  }

  private static PlatformPattern pattern(String system, String architecture) {
    int version = system.indexOf(':');
    int variant = architecture.indexOf(':');
    return new PlatformPattern(
        word("--os", version < 0 ? system : system.substring(0, version)),
        word("--arch", variant < 0 ? architecture : architecture.substring(0, variant)),
        variant < 0 ? Optional.empty() : Optional.of(architecture.substring(variant + 1)),
        version < 0 ? Optional.empty() : Optional.of(system.substring(version + 1)));
  }

  private static String word(String option, String text) {
    if (!text.matches("[a-z0-9_]{1,32}|\\*")) {
      throw CommandFailure.usage(
          "%s takes one name at a time, such as %s, but is \"%s\": repeat the option for several."
              .formatted(option, option.equals("--os") ? "linux" : "amd64", text));
    }
    return text;
  }

  /** The copy on these terms. */
  CopyRequest terms(CopyRequest copy) {
    // A dry run must not carry the signatures of an image that is there already.
    CopyRequest request = copy.withReferrers(referrers && !dryRun);
    if (force) {
      request = request.withAgain();
    }
    if (selection().isPresent()) {
      request = request.withPlatforms(selection().get());
    }
    return timeout == null ? request : request.withTimeout(timeout.duration());
  }

  /** Writes them as the terms of a migration that a running Waybill does. */
  void writeTo(ObjectNode wish) {
    // As the other tools do.
    wish.put("overwrite", "always");
    wish.put("referrers", referrers);
    selection()
        .ifPresent(
            wanted -> {
              ArrayNode platforms = wish.putArray("platforms");
              wanted.platforms().forEach(pattern -> platforms.add(pattern.toString()));
              wish.put("platformMode", "rebuilt");
            });
    if (timeout != null) {
      wish.put("timeout", timeout.toString());
    }
  }

  /** Whether nothing is to be changed. */
  boolean isDryRun() {
    return dryRun;
  }

  /** How many images may be under way at the same time. */
  int jobs() {
    return jobs;
  }

  /** How often what failed is tried again. */
  int retries() {
    return dryRun ? 0 : retries;
  }
}
