package io.waybill.cli.copy;

import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.copy.Origin.ManyImages;
import io.waybill.cli.copy.Origin.OneImage;
import io.waybill.cli.login.AccountOptions;
import io.waybill.cli.terminal.Durations;
import io.waybill.cli.terminal.Terminal;
import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.UnusableProxyException;
import io.waybill.registry.batch.BatchCopier;
import io.waybill.registry.batch.BatchImage;
import io.waybill.registry.batch.BatchReport;
import io.waybill.registry.batch.BatchRequest;
import io.waybill.registry.batch.ImageLister;
import io.waybill.registry.batch.SelectedImages;
import io.waybill.registry.copy.CopyOutcome;
import io.waybill.registry.copy.CopyReport;
import io.waybill.registry.copy.CopyRequest;
import io.waybill.registry.copy.StreamingCopyEngine;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.rules.ForeignLayers;
import io.waybill.schemas.rules.Glob;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.PlatformMode;
import io.waybill.schemas.rules.PlatformPattern;
import io.waybill.schemas.rules.PlatformSelection;
import io.waybill.schemas.units.TimeSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code waybill copy}: images, repositories and registries, with no service running. */
@Command(
    name = "copy",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Copy images, byte for byte: all their platforms, and their signatures, SBOMs and"
          + " attestations. What is there already is not copied again.",
      "",
      "SRC is one image (HOST/REPOSITORY:TAG or HOST/REPOSITORY@DIGEST), or many: all tags of a"
          + " repository (--all-tags), tags by a pattern (HOST/REPOSITORY:v1.*), repositories by a"
          + " pattern (HOST/TEAM/**, all of their tags). In patterns * stands for anything but /,"
          + " ** for anything, {a,b} for either.",
      "",
      "DST is HOST/REPOSITORY:TAG for one image; HOST/REPOSITORY to keep the tags; HOST/PREFIX/ to"
          + " put each repository below the prefix; HOST to keep repositories and tags. Several DST"
          + " are written to at the same time."
    },
    footer = {
      "",
      "Examples:",
      "  waybill copy quay.io/team/app:1.2 registry.example.com/team/app:1.2",
      "  waybill copy localhost:5000/app:1 build.lan:5000/app:1 --insecure build.lan:5000",
      "  waybill copy quay.io/team/app@sha256:4f53... registry.example.com/team/app:pinned",
      "  waybill copy quay.io/team/app --all-tags eu.example.com us.example.com/mirror/",
      "  waybill copy 'old.example.com/team/**:v*' new.example.com --exclude '*-rc*' --dry-run"
    })
public final class CopyCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(index = "0", paramLabel = "SRC", description = "What is copied.")
  private String source = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "DST",
      description = "Where it is copied to.")
  private List<String> targets = List.of();

  @Option(names = "--all-tags", description = "Copy all tags of the repository.")
  private boolean allTags;

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
      names = "--dry-run",
      description = "Look and say what would be copied, and change nothing.")
  private boolean dryRun;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "16",
      description = "Images under way at the same time (default: ${DEFAULT-VALUE}).")
  private int jobs = BatchRequest.DEFAULT_PARALLEL;

  @Option(
      names = "--timeout",
      paramLabel = "TIME",
      description = "Give up an image that takes longer than this: 90s, 15m, 2h.")
  private @Nullable TimeSpan timeout;

  @Mixin private final RegistryOptions registries = new RegistryOptions();

  @Mixin private final AccountOptions accounts = new AccountOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      description =
          "text, or json: then standard output is one JSON object on a line for each image and"
              + " target, and where there are several a last one with their summary; people are"
              + " told on standard error (default: text).")
  private Output output = Output.TEXT;

  /** How the result is printed. */
  enum Output {
    TEXT,
    JSON
  }

  /** The command. */
  public CopyCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() throws InterruptedException {
    Origin origin = Origin.parse(source, allTags, exclude, excludeRepositories);
    List<Place> places = new ArrayList<>();
    for (String target : targets) {
      places.add(Place.parse(target, origin));
    }
    requireSense();
    RegistryDirectory directory =
        registries.directory(accounts.accounts(surroundings), surroundings.environment());
    requireWay(directory, origin, places);
    boolean one = origin instanceof OneImage && places.size() == 1;
    Terminal terminal =
        (output == Output.JSON ? surroundings.talkingOnError() : surroundings).terminal();
    if (origin instanceof OneImage(var reference, boolean assumed) && assumed) {
      terminal.line(
          "No tag was named, so it is %s; --all-tags copies all of them.".formatted(reference));
    }
    Tracker tracker = new Tracker(System::nanoTime);
    DryRun dry = new DryRun(dryRun);
    CopyNews news =
        new CopyNews(
            terminal, output == Output.JSON ? surroundings.out() : null, tracker, dry, one);
    BatchReport report;
    try (RegistryClients clients = new RegistryClients(directory);
        LiveBoard _ = new LiveBoard(terminal, tracker, dryRun ? "Look" : "Copy")) {
      BatchRequest request =
          BatchRequest.of(lister(origin, places, clients))
              .withTerms(this::terms)
              .withImagesInParallel(jobs);
      report = new BatchCopier(new StreamingCopyEngine(clients)).copy(request, news);
    } catch (InterruptedException stopped) {
      terminal.line(CopyTexts.stopped(tracker.look()));
      throw stopped;
    }
    if (one) {
      tellOne(terminal, news, dry, report);
    } else {
      tellMany(terminal, news, dry, report);
    }
    return ExitCodes.OK;
  }

  private void requireSense() {
    if (jobs < 1) {
      throw CommandFailure.usage("--jobs has to be at least 1, but is " + jobs + ".");
    }
    selection();
  }

  /** A mistake in what leads to the registries is told once, and not for each image. */
  private static void requireWay(RegistryDirectory directory, Origin origin, List<Place> places) {
    try {
      directory.getEndpoint(origin.registry());
      places.forEach(place -> directory.getEndpoint(place.registry()));
    } catch (UnusableProxyException unusable) {
      throw CommandFailure.usage(String.valueOf(unusable.getMessage()));
    }
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

  private static ImageLister lister(Origin origin, List<Place> places, RegistryClients clients) {
    return switch (origin) {
      case OneImage one ->
          ImageLister.of(
              List.of(
                  new BatchImage(
                      one.reference(),
                      places.stream().map(place -> place.of(one.reference())).toList())));
      case ManyImages many -> new SelectedImages(clients, many.selection(), places);
    };
  }

  private CopyRequest terms(CopyRequest copy) {
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

  private void tellOne(Terminal terminal, CopyNews news, DryRun dry, BatchReport report) {
    Failure failure = news.lastFailure();
    if (failure != null) {
      throw CommandFailure.failed(CopyTexts.failure(failure));
    }
    CopyReport copy = news.lastReport();
    if (output == Output.JSON || copy == null) {
      return;
    }
    String took = Durations.forPeople(report.took());
    String digest = CopyTexts.digest(copy);
    if (dryRun && copy.outcome() == CopyOutcome.DECLINED) {
      terminal.line(dry.summary(report));
    } else if (copy.outcome() == CopyOutcome.ALREADY_PRESENT) {
      terminal.line(
          "%s is %s already%s (%s)."
              .formatted(targets.getFirst(), digest, CopyTexts.referrers(copy), took));
    } else {
      terminal.line(
          "Copied %s to %s%n%s: %s%s, in %s."
              .formatted(
                  source,
                  targets.getFirst(),
                  digest,
                  CopyTexts.moved(copy.transfer()),
                  CopyTexts.referrers(copy),
                  took));
    }
  }

  private void tellMany(Terminal terminal, CopyNews news, DryRun dry, BatchReport report) {
    if (output == Output.JSON) {
      surroundings.out().println(CopyDocuments.summary(report));
    }
    terminal.line(
        dryRun
            ? dry.summary(report)
            : CopyTexts.summary(report, targets.size() == 1 ? "image" : "target"));
    Optional<Failure> listing = report.listingFailure();
    if (listing.isPresent()) {
      throw CommandFailure.failed(
          "Not all images could be found. " + CopyTexts.listing(listing.get(), source));
    }
    if (!report.isComplete()) {
      CommandFailure failure =
          CommandFailure.failed(
              ("%d of them could not be copied, for the reasons below. Run the command again when"
                      + " they are out of the way: an image that is there costs two requests.")
                  .formatted(news.failed()));
      for (String why : news.failures()) {
        failure = failure.withDetail(why);
      }
      long more = news.failed() - news.failures().size();
      throw more <= 0 ? failure : failure.withDetail("and %d more".formatted(more));
    }
  }
}
