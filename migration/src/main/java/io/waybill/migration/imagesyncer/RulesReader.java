package io.waybill.migration.imagesyncer;

import io.waybill.migration.files.FileNode;
import io.waybill.migration.files.FileText;
import io.waybill.migration.files.Mistakes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code images.json}. For one file. */
final class RulesReader {
  private final FileText file;
  private final DefaultPlace defaults;
  private final Variables variables;
  private final Mistakes mistakes;

  RulesReader(FileText file, DefaultPlace defaults, Variables variables, Mistakes mistakes) {
    this.file = file;
    this.defaults = defaults;
    this.variables = variables;
    this.mistakes = mistakes;
  }

  List<SyncRule> read(FileNode.Mapping mapping) {
    List<SyncRule> rules = new ArrayList<>();
    for (FileNode.Entry entry : mapping.entries()) {
      Optional<SourceImages> source = source(entry);
      List<FileNode> written =
          entry.value() instanceof FileNode.Sequence list ? list.items() : List.of(entry.value());
      if (written.isEmpty()) {
        mistakes.add(
            file,
            entry.line(),
            "\"%s\" has an empty list of targets: write one at least.".formatted(entry.key()));
      } else if (source.isPresent()) {
        List<TargetImages> targets = targets(entry, source.get(), written);
        if (!targets.isEmpty()) {
          rules.add(new SyncRule(source.get(), targets, entry.key(), file.name(), entry.line()));
        }
      }
    }
    return List.copyOf(rules);
  }

  private Optional<SourceImages> source(FileNode.Entry entry) {
    try {
      return Optional.of(SourceText.parse(entry.key().strip()));
    } catch (IllegalArgumentException wrong) {
      mistakes.add(
          file,
          entry.line(),
          "\"%s\" is no source: %s.".formatted(entry.key(), wrong.getMessage()));
      return Optional.empty();
    }
  }

  /** The same target twice is one. */
  private List<TargetImages> targets(
      FileNode.Entry entry, SourceImages source, List<FileNode> written) {
    List<TargetImages> targets = new ArrayList<>();
    for (FileNode node : written) {
      target(entry, source, node)
          .filter(target -> !targets.contains(target))
          .ifPresent(targets::add);
    }
    return targets;
  }

  private Optional<TargetImages> target(FileNode.Entry entry, SourceImages source, FileNode node) {
    if (!(node instanceof FileNode.Scalar(var text, var line))) {
      mistakes.add(
          file,
          node.line(),
          "what \"%s\" goes to has to be a text, or a list of texts.".formatted(entry.key()));
      return Optional.empty();
    }
    for (String missing : variables.missing(text)) {
      mistakes.add(
          file,
          line,
          "the target \"%s\" has the variable %s, which is not set: set it for this command."
              .formatted(text, missing));
    }
    if (!variables.missing(text).isEmpty()) {
      return Optional.empty();
    }
    try {
      TargetImages target = TargetText.parse(variables.expand(text).strip(), source, defaults);
      if (target.repository().equals(source.repository()) && target.tags().isEmpty()) {
        throw new IllegalArgumentException("it is its own source: name another repository");
      }
      return Optional.of(target);
    } catch (IllegalArgumentException wrong) {
      mistakes.add(
          file,
          line,
          "\"%s\" cannot go to \"%s\": %s.".formatted(entry.key(), text, wrong.getMessage()));
      return Optional.empty();
    }
  }
}
