package io.waybill.cli.copy;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.Repeated;
import io.waybill.registry.batch.BatchRequest;
import io.waybill.registry.copy.CopyRequest;
import io.waybill.registry.stores.StorageDirectory;
import io.waybill.schemas.rules.ForeignLayers;
import io.waybill.schemas.rules.Glob;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.PlatformMode;
import io.waybill.schemas.rules.PlatformPattern;
import io.waybill.schemas.rules.PlatformSelection;
import io.waybill.schemas.units.ByteSize;
import io.waybill.schemas.units.TimeSpan;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which images are copied, what of them, and on which terms. */
final class CopyOptions {
  @Option(names = "--all-tags", description = "Copy all tags of the repository.")
  private boolean allTags;

  @Option(
      names = "--untagged",
      description =
          "Copy what has no tag as well, by its digest. Only where SRC is all of a repository, or"
              + " several, of a storage directory: registries do not tell what they have.")
  private boolean untagged;

  @Option(
      names = "--exclude",
      paramLabel = "TAGS",
      description = "Leave out tags that match this pattern. May be repeated.")
  private List<Glob> exclude = List.of();

  @Option(
      names = "--exclude-repository",
      paramLabel = "REPOSITORIES",
      description = "Leave out repositories that match this pattern. May be repeated.")
  private List<Glob> excludeRepositories = List.of();

  @Option(
      names = "--platform",
      paramLabel = "OS/ARCH",
      description =
          "Copy this platform of each image only: linux/amd64, linux/arm/v7. May be repeated."
              + " Something is lost by that, so --platform-mode has to say how.")
  private List<PlatformPattern> platforms = List.of();

  @Option(
      names = "--platform-mode",
      paramLabel = "MODE",
      description =
          "sparse: the image keeps its digest, and names platforms that are not there. rebuilt: it"
              + " gets a new index of what is there, and a new digest.")
  private @Nullable PlatformMode platformMode;

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
      names = "--foreign-layers",
      paramLabel = "POLICY",
      defaultValue = "keep",
      description =
          "Layers that an image names by an address of their own (older Windows images): keep"
              + " leaves them there, copy brings them (default: ${DEFAULT-VALUE}).")
  private ForeignLayers foreignLayers = ForeignLayers.KEEP;

  @Option(
      names = "--overwrite",
      paramLabel = "POLICY",
      defaultValue = "always",
      description =
          "What happens to a target tag that points to something else: always (it is moved), never"
              + " (it stays, and the copy fails), backup (the old image gets a tag of its own)"
              + " (default: ${DEFAULT-VALUE}).")
  private Overwrite overwrite = Overwrite.ALWAYS;

  @Option(
      names = "--split-size",
      paramLabel = "SIZE",
      description =
          "Write an archive (DST is oci-archive:FILE) in parts of this size, FILE.001 and so on,"
              + " with their sums: 4GiB.")
  private @Nullable ByteSize partSize;

  @Option(
      names = "--dry-run",
      description = "Look and say what would be copied, and change nothing.")
  private boolean dryRun;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "32",
      description = "Images under way at the same time (default: ${DEFAULT-VALUE}).")
  private int jobs = BatchRequest.DEFAULT_PARALLEL;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "Give up an image that takes longer than this: 90s, 15m, 2h.")
  private @Nullable TimeSpan timeout;

  /** Turns an option on that takes no value; false where there is none of that name. */
  boolean set(String option) {
    switch (option) {
      case "--all-tags" -> allTags = true;
      case "--untagged" -> untagged = true;
      case "--no-referrers" -> referrers = false;
      case "--dry-run" -> dryRun = true;
      default -> {
        return false;
      }
    }
    return true;
  }

  /**
   * Sets an option to a value; false where there is none of that name.
   *
   * @throws IllegalArgumentException where the value is none for it
   */
  boolean set(String option, String value) {
    switch (option) {
      case "--exclude" -> exclude = Repeated.and(exclude, Glob.parse(value));
      case "--exclude-repository" ->
          excludeRepositories = Repeated.and(excludeRepositories, Glob.parse(value));
      case "--platform" -> platforms = Repeated.and(platforms, PlatformPattern.parse(value));
      case "--platform-mode" -> platformMode = PlatformMode.valueOf(capitals(value));
      case "--foreign-layers" -> foreignLayers = ForeignLayers.valueOf(capitals(value));
      case "--overwrite" -> overwrite = Overwrite.valueOf(capitals(value));
      case "--split-size" -> partSize = ByteSize.parse(value);
      case "--jobs" -> jobs = Integer.parseInt(value);
      case "--timeout" -> timeout = TimeSpan.parse(value);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static String capitals(String word) {
    return word.toUpperCase(Locale.ROOT);
  }

  /**
   * Reads SRC with the options that say what it stands for.
   *
   * @throws CommandFailure where it cannot be understood
   */
  Origin origin(String source) {
    return Origin.parse(source, allTags, exclude, excludeRepositories);
  }

  /**
   * Where to look for images without a tag; empty = they are not wanted.
   *
   * @throws CommandFailure where they are wanted of something that does not tell of them
   */
  Optional<StorageDirectory> findUntagged(Origin origin, CopyStores stores) {
    if (!untagged) {
      return Optional.empty();
    }
    Optional<StorageDirectory> storage = stores.findStorage(origin.registry());
    boolean whole = origin instanceof Origin.ManyImages many && many.selection().tags().isEmpty();
    if (storage.isEmpty() || !whole) {
      throw CommandFailure.usage(
          "--untagged is for all that a storage directory has: SRC is storage:DIR, or"
              + " storage:DIR//REPOSITORIES without a tag (one repository with --all-tags).");
    }
    return storage;
  }

  /**
   * Passes where the options make sense together.
   *
   * @throws CommandFailure where they do not
   */
  void requireSense() {
    if (jobs < 1) {
      throw CommandFailure.usage("--jobs has to be at least 1, but is " + jobs + ".");
    }
    selection();
  }

  private Optional<PlatformSelection> selection() {
    if (platforms.isEmpty() && platformMode != null) {
      throw CommandFailure.usage("--platform-mode is of use with --platform only.");
    }
    if (!platforms.isEmpty() && platformMode == null) {
      throw CommandFailure.usage(
          "--platform leaves something out of an image, so say how with --platform-mode: sparse"
              + " keeps the image's digest, rebuilt makes a new index of what is there.");
    }
    return PlatformSelection.of(platforms, platformMode);
  }

  /** The copy on these terms. */
  CopyRequest terms(CopyRequest copy) {
    // A dry run must not carry the signatures of an image that is there already.
    CopyRequest request =
        copy.withOverwrite(overwrite)
            .withReferrers(referrers && !dryRun)
            .withForeignLayers(foreignLayers);
    if (selection().isPresent()) {
      request = request.withPlatforms(selection().get());
    }
    return timeout == null ? request : request.withTimeout(timeout.duration());
  }

  /** Whether all tags were asked for. */
  boolean isAllTags() {
    return allTags;
  }

  /** The most bytes of a part of an archive; null = it is one file. */
  @Nullable ByteSize partSize() {
    return partSize;
  }

  /** Whether nothing is to be changed. */
  boolean isDryRun() {
    return dryRun;
  }

  /** How many images may be under way at the same time. */
  int jobs() {
    return jobs;
  }
}
