package io.waybill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.chassis.config.ConfigException;
import io.waybill.cli.CommandFailure;
import io.waybill.cli.ExitCodes;
import io.waybill.cli.Surroundings;
import io.waybill.cli.Termination;
import io.waybill.cli.terminal.Counted;
import io.waybill.migration.files.FileText;
import io.waybill.migration.files.MigrationFileException;
import io.waybill.migration.rules.ImportFormat;
import io.waybill.migration.rules.ImportOptions;
import io.waybill.migration.rules.ImportedRules;
import io.waybill.migration.rules.Remark;
import io.waybill.migration.rules.RuleImport;
import io.waybill.migration.rules.RuleText;
import io.waybill.migration.rules.UnsaidException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code waybill import}: other tools' files become rules. */
@Command(
    name = "import",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Turn other tools' files into rules, and say what has no counterpart.",
      "The rules are printed as waybill rules apply takes them; above them, as a comment, the"
          + " registries that the configuration has to know. Remarks are on standard error."
    },
    footer = {
      "",
      "Examples:",
      "  waybill import regsync.yml > rules.yaml",
      "  waybill import auth.json images.json -O rules.yaml --registries registries.yaml",
      "  waybill import skopeo sync.yml --to registry.example.com/mirror",
      "  waybill import harbor policies.json --local harbor.example.com --apply --dry-run",
      "",
      "Harbor's policies: curl -u USER https://HARBOR/api/v2.0/replication/policies?page_size=100",
      "A rule that would take more than the other tool does is disabled, and a remark says why."
    })
public final class ImportCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  private final Termination termination;

  @Parameters(
      paramLabel = "[FORMAT] FILE",
      arity = "1..*",
      description =
          "Files of one tool. FORMAT is image-syncer (or image-migrator), regsync, skopeo, dregsy"
              + " or harbor; left out, it is told from the file.")
  private List<String> words = new ArrayList<>();

  @Option(
      names = {"-O", "--rules-file"},
      paramLabel = "FILE",
      order = 1,
      description = "Write the rules there.")
  private @Nullable Path rulesFile;

  @Option(
      names = "--registries",
      paramLabel = "FILE",
      order = 2,
      description = "Write the registries there, as the configuration has them.")
  private @Nullable Path registriesFile;

  @Option(
      names = "--registry",
      paramLabel = "HOST=NAME",
      order = 3,
      description =
          "What a registry is called in the configuration that there is already. May be repeated.")
  private Map<String, String> names = new LinkedHashMap<>();

  @Option(
      names = "--to",
      paramLabel = "REGISTRY[/PATH]",
      order = 4,
      description =
          "Where images go: for skopeo, whose file does not say it, and for image-syncer's rules"
              + " with an empty target.")
  private @Nullable String to;

  @Option(names = "--scoped", order = 5, description = "skopeo was run with --scoped.")
  private boolean scoped;

  @Option(names = "--all", order = 6, description = "skopeo was run with --all.")
  private boolean all;

  @Option(
      names = "--local",
      paramLabel = "HOST",
      order = 7,
      description = "The Harbor that the policies are from, which they call Local.")
  private @Nullable String local;

  @Option(
      names = "--apply",
      order = 8,
      description = "Send the rules to the API, as waybill rules apply does, and print nothing.")
  private boolean apply;

  @Mixin private Confirmation confirmation = new Confirmation();
  @Mixin private ApiOptions api = new ApiOptions();

  /** The command. */
  public ImportCommand(Surroundings surroundings, Termination termination) {
    this.surroundings = surroundings;
    this.termination = termination;
  }

  @Override
  public Integer call() throws ConfigException, InterruptedException {
    Optional<ImportFormat> format =
        words.size() > 1 ? ImportFormat.find(words.getFirst()) : Optional.empty();
    ImportedRules imported = read(format);
    report(imported, format.isEmpty());
    if (imported.rules().isEmpty()) {
      throw CommandFailure.failed("No rule could be made of it; the remarks above say why.");
    }
    if (registriesFile != null) {
      write(registriesFile, RuleText.configuration(imported.registries()));
    }
    if (rulesFile != null) {
      write(rulesFile, text(imported));
    }
    if (apply) {
      return apply(imported);
    }
    Results results = api.results(surroundings);
    if (rulesFile != null) {
      return ExitCodes.OK;
    }
    if (results.areForPeople()) {
      surroundings.out().print(text(imported));
      surroundings.out().flush();
    } else {
      results.document(RuleText.document(imported.rules()));
    }
    return ExitCodes.OK;
  }

  private ImportedRules read(Optional<ImportFormat> format) {
    List<FileText> files = new ArrayList<>();
    List<String> mistakes = new ArrayList<>();
    for (String name : format.isPresent() ? words.subList(1, words.size()) : words) {
      try {
        files.add(FileText.read(name, surroundings.resolve(Path.of(name))));
      } catch (MigrationFileException unreadable) {
        mistakes.addAll(unreadable.mistakes());
      }
    }
    if (!mistakes.isEmpty()) {
      throw failure(mistakes);
    }
    try {
      return RuleImport.read(
          format,
          files,
          new ImportOptions(
              names, Optional.ofNullable(to), scoped, all, Optional.ofNullable(local)));
    } catch (MigrationFileException wrong) {
      throw failure(wrong.mistakes());
    } catch (UnsaidException unsaid) {
      throw CommandFailure.usage(unsaid.sentence());
    }
  }

  private static CommandFailure failure(List<String> mistakes) {
    return mistakes.size() == 1
        ? CommandFailure.usage(mistakes.getFirst())
        : CommandFailure.usage("Nothing was imported, because of:", mistakes);
  }

  private void report(ImportedRules imported, boolean guessed) {
    PrintWriter err = surroundings.err();
    if (guessed) {
      err.println(
          "This looks like %s; say another FORMAT if it is not.".formatted(imported.format()));
    }
    for (Remark remark : imported.remarks()) {
      err.println(
          "%s, line %d, %s (%s): %s."
              .formatted(
                  remark.file(),
                  remark.line(),
                  remark.key().isEmpty() ? "the whole file" : remark.key(),
                  remark.effect().words(),
                  remark.there().replaceFirst("[.]$", "")));
      err.println("    " + remark.here());
    }
    for (String host : imported.unmet()) {
      err.println(
          "--registry %s=%s has no effect: no file names %s. Look how it is written there."
              .formatted(host, names.get(host), host));
    }
    long disabled = imported.rules().stream().filter(rule -> !rule.enabled()).count();
    err.println(
        "%s%s of %s, %s."
            .formatted(
                Counted.of(imported.rules().size(), "rule"),
                disabled == 0 ? "" : " (%d disabled)".formatted(disabled),
                imported.format(),
                Counted.of(imported.remarks().size(), "remark")));
  }

  /** The rules, below what the configuration has to know. */
  private String text(ImportedRules imported) {
    String rules = RuleText.yaml(imported.rules());
    if (registriesFile != null || imported.registries().isEmpty()) {
      return rules;
    }
    String comment =
        RuleText.configuration(imported.registries())
            .lines()
            .map(line -> "# " + line)
            .collect(Collectors.joining("\n"));
    return "# The configuration (waybill.yaml) has to know these registries:\n%s\n\n%s"
        .formatted(comment, rules);
  }

  private int apply(ImportedRules imported) throws ConfigException, InterruptedException {
    List<JsonNode> rules = new ArrayList<>();
    RuleText.document(imported.rules()).path("rules").forEach(rules::add);
    try (ApiClient client = api.connect(surroundings)) {
      return new RuleApplication(surroundings, termination, confirmation, false)
          .run(rules, client, api.results(surroundings));
    }
  }

  private void write(Path file, String text) {
    try {
      Files.writeString(surroundings.resolve(file), text);
      surroundings.err().println("Wrote %s.".formatted(file));
    } catch (IOException e) {
      throw CommandFailure.failed(
          "Tried to write %s, but failed because: %s.".formatted(file, e.getMessage()));
    }
  }
}
