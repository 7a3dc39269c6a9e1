package io.waybill.cli.copy;

import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.login.AccountOptions;
import io.waybill.cli.terminal.Terminal;
import io.waybill.registry.batch.BatchCopier;
import io.waybill.registry.batch.BatchReport;
import io.waybill.registry.batch.BatchRequest;
import io.waybill.registry.copy.StreamingCopyEngine;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.protocol.RequestListener;
import io.waybill.registry.stores.StorageDirectory;
import io.waybill.registry.stores.StoreDirectory;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
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
      "Images in files are copied as those of registries: SRC is oci:DIR (an OCI layout),"
          + " oci-archive:FILE (a tar of one, or the first of its parts), docker-archive:FILE (what"
          + " docker save writes), dir:DIR (what skopeo writes) or storage:DIR (what docker"
          + " distribution's registry keeps); DST is oci:DIR or oci-archive:FILE. One image of"
          + " several is KIND:PATH:NAME, some are KIND:PATH//REPOSITORIES:TAGS.",
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
      "  waybill copy 'old.example.com/team/**:v*' new.example.com --exclude '*-rc*' --dry-run",
      "  waybill copy storage:/var/lib/registry new.example.com/old/",
      "  waybill copy 'old.example.com/team/**' oci-archive:team.tar --split-size 4GiB"
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

  @Mixin private final CopyOptions options = new CopyOptions();

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

  /** Sets SRC and each DST. */
  void setPlaces(List<String> written) {
    source = written.getFirst();
    targets = List.copyOf(written.subList(1, written.size()));
  }

  /** Turns an option on that takes no value; false where there is none of that name. */
  boolean set(String option) {
    return options.set(option) || registries.set(option);
  }

  /**
   * Sets an option to a value; false where there is none of that name.
   *
   * @throws IllegalArgumentException where the value is none for it
   */
  boolean set(String option, String value) {
    if (option.equals("-o") || option.equals("--output")) {
      output = Output.valueOf(value.toUpperCase(Locale.ROOT));
      return true;
    }
    return options.set(option, value)
        || registries.set(option, value)
        || accounts.set(option, value);
  }

  @Override
  public Integer call() throws InterruptedException {
    try (CopyStores stores = new CopyStores(surroundings, options.partSize())) {
      return copy(stores);
    }
  }

  private int copy(CopyStores stores) throws InterruptedException {
    Assignment assignment = Assignment.parse(source, targets, options, stores);
    options.requireSense();
    stores.requireSense();
    Optional<StorageDirectory> untagged = options.findUntagged(assignment.origin(), stores);
    StoreDirectory directory =
        stores.directory(
            registries
                .forLooking(options.isDryRun())
                .directory(accounts.accounts(surroundings), surroundings));
    assignment.requireWay(directory);
    boolean json = output == Output.JSON;
    Terminal terminal = (json ? surroundings.talkingOnError() : surroundings).terminal();
    assignment
        .findAssumed()
        .ifPresent(
            reference ->
                terminal.line(
                    "No tag was named, so it is %s; --all-tags copies all of them."
                        .formatted(reference)));
    @Nullable PrintWriter documents = json ? surroundings.out() : null;
    Tracker tracker = new Tracker(System::nanoTime);
    DryRun dry = new DryRun(options.isDryRun());
    CopyNews news = new CopyNews(terminal, documents, tracker, dry, assignment.isOne());
    BatchReport report;
    try (RegistryClients clients =
            new RegistryClients(directory, RetryTable.DEFAULT, RequestListener.NONE, directory);
        LiveBoard _ =
            new LiveBoard(
                terminal, tracker, options.isDryRun() ? "Look" : "Copy", assignment.thing())) {
      report =
          new BatchCopier(new StreamingCopyEngine(clients))
              .copy(
                  BatchRequest.of(assignment.lister(clients, untagged, stores, terminal::line))
                      .withTerms(options::terms)
                      .withImagesInParallel(options.jobs()),
                  news);
    } catch (InterruptedException stopped) {
      terminal.line(CopyTexts.stopped(tracker.look()));
      throw stopped;
    }
    boolean complete = report.isComplete() && report.copied() + report.alreadyPresent() > 0;
    stores.finish(complete && !options.isDryRun()).forEach(terminal::line);
    new CopyEnding(assignment, terminal, documents, news, dry).tell(report);
    return ExitCodes.OK;
  }
}
