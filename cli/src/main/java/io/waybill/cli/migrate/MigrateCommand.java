package io.waybill.cli.migrate;

import io.waybill.chassis.config.ConfigException;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.Surroundings;
import io.waybill.cli.copy.Advice;
import io.waybill.cli.copy.RegistryOptions;
import io.waybill.cli.login.AccountOptions;
import io.waybill.cli.terminal.Terminal;
import io.waybill.migration.imagesyncer.SyncAccounts;
import io.waybill.migration.imagesyncer.SyncFiles;
import io.waybill.migration.imagesyncer.SyncRule;
import io.waybill.migration.imagesyncer.TargetImages;
import io.waybill.registry.CredentialSource;
import io.waybill.registry.RegistryDirectory;
import io.waybill.registry.UnusableProxyException;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code waybill migrate}: what image-syncer and image-migrator do, by their files and flags. */
@Command(
    name = "migrate",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Copy what the files of image-syncer or image-migrator say, as they are. Images keep their"
          + " digests, and what is there already costs two requests.",
      "",
      "Tags are listed while images are copied; what has failed is tried again when everything has"
          + " been tried. The exit code is 0 only where nothing has failed.",
      "",
      "docs/migrate has a page for each tool that people come from."
    },
    footer = {
      "",
      "Examples:",
      "  waybill migrate --auth auth.json --images images.json",
      "  waybill migrate --config config.yaml --os linux --arch amd64 --dry-run",
      "  waybill migrate --registry swr.example.com --namespace team -w 7 --report report.csv",
      "  waybill migrate --retry-failed",
      "  waybill migrate --images images.json --submit --name move --wait"
    })
public final class MigrateCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Submitter submitter;

  @Mixin private final FileOptions files = new FileOptions();

  @Mixin private final ImageOptions images = new ImageOptions();

  @Mixin private final OutputOptions outputs = new OutputOptions();

  @Mixin private final RegistryOptions registries = new RegistryOptions();

  @Mixin private final AccountOptions accounts = new AccountOptions();

  @Mixin private final SubmitOptions submission = new SubmitOptions();

  @Spec private CommandSpec spec = CommandSpec.create();

  /**
   * The command.
   *
   * @param submitter gives migrations to a running Waybill
   */
  public MigrateCommand(Surroundings surroundings, Submitter submitter) {
    this.surroundings = surroundings;
    this.submitter = submitter;
  }

  @Override
  public Integer call() throws ConfigException, InterruptedException {
    images.requireSense();
    outputs.requireSense();
    submission.requireSense(spec);
    SyncFiles read = files.read(surroundings, outputs.retryFailed());
    read.remarks().forEach(remark -> surroundings.err().println("waybill: " + remark));
    if (submission.isWanted()) {
      return submit(read);
    }
    RegistryDirectory directory = directory(read);
    Path log = outputs.log();
    if (log == null) {
      return migrate(read, directory, null);
    }
    try (LogFile file = LogFile.at(surroundings.resolve(log))) {
      return migrate(read, directory, file);
    }
  }

  private int submit(SyncFiles read) throws ConfigException, InterruptedException {
    if (!read.accounts().accounts().isEmpty()) {
      surroundings
          .err()
          .println(
              "waybill: The accounts of the files are not sent: the running Waybill logs in as its"
                  + " configuration says.");
    }
    return submitter.submit(
        new Submitter.Submission(
            MigrationWish.of(read.rules(), submission.name(), images),
            submission.api(),
            submission.waits(),
            outputs.reports()));
  }

  private int migrate(SyncFiles read, RegistryDirectory directory, @Nullable LogFile log)
      throws InterruptedException {
    Terminal terminal = surroundings.terminal();
    Terminal told = log == null ? terminal : log.terminal();
    try (Paperwork paperwork = new Paperwork(outputs, surroundings);
        RegistryClients clients = new RegistryClients(directory);
        Migration migration =
            new Migration(clients, images, paperwork, this::advise, terminal, told)) {
      migration.run(read.rules());
      String failed = outputs.retryFailed();
      return new MigrationEnding(migration, this::advise, paperwork.end(), terminal, log)
          .tell(
              outputs.failed(),
              surroundings.resolve(outputs.failed()),
              failed == null ? null : surroundings.resolve(Path.of(failed)));
    } catch (IOException | UncheckedIOException full) {
      throw CommandFailure.failed(
          "What has become of the images cannot be written down: " + full.getMessage(), full);
    }
  }

  /** Where the registries of the rules are, each with its accounts. */
  private RegistryDirectory directory(SyncFiles read) throws InterruptedException {
    Set<Registry> used = used(read.rules());
    Set<Registry> insecure = new TreeSet<>(read.accounts().insecure());
    insecure.retainAll(used);
    Speech speech = Speech.find(insecure, registries, surroundings);
    speech
        .unchecked()
        .forEach(
            name ->
                surroundings
                    .terminal()
                    .line(
                        "%s: its certificate is not checked, because its account says insecure."
                            .formatted(name)));
    RegistryDirectory directory =
        registries
            .forLooking(images.isDryRun())
            .directory(source(read.accounts()), surroundings, speech.plain(), speech.unchecked());
    try {
      used.forEach(directory::getEndpoint);
    } catch (UnusableProxyException unusable) {
      throw CommandFailure.usage(String.valueOf(unusable.getMessage()));
    }
    return directory;
  }

  private static Set<Registry> used(List<SyncRule> rules) {
    Set<Registry> used = new TreeSet<>();
    for (SyncRule rule : rules) {
      used.add(rule.source().repository().registry());
      for (TargetImages target : rule.targets()) {
        used.add(target.repository().registry());
      }
    }
    return used;
  }

  /** What the files do not name is asked anonymously, unless the user has named an account file. */
  private Function<Registry, CredentialSource> source(SyncAccounts known) {
    @Nullable Function<Registry, CredentialSource> others =
        accounts.isNamed() ? accounts.accounts(surroundings) : null;
    return registry ->
        known.source(
            registry, others == null ? CredentialSource.ANONYMOUS : others.apply(registry));
  }

  /** Accounts are in the files here. */
  private Failure advise(Failure failure, List<Registry> registries) {
    Failure advised = Advice.of(failure, registries);
    return failure.code() == FailureCode.UNAUTHORIZED
        ? new Failure(
            failure.code(),
            failure.reason(),
            failure.registryError(),
            "Write an account that may do this into the file of --auth (the key auth of --config),"
                + " under its registry or registry/namespace.",
            failure.retryAfterMs())
        : advised;
  }
}
