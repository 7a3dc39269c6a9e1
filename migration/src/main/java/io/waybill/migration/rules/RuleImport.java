package io.waybill.migration.rules;

import io.waybill.migration.files.FileNode;
import io.waybill.migration.files.FileText;
import io.waybill.migration.files.MigrationFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads other tools' files, and makes rules of them. */
public final class RuleImport {
  private RuleImport() {}

  /** A file that has been read. */
  private record Tree(FileText file, FileNode root) {}

  /**
   * Makes rules of files of one tool.
   *
   * @param wanted the tool; empty = told from the first file
   * @param files the files
   * @throws MigrationFileException where a file is neither YAML nor JSON
   * @throws UnsaidException where something has to be said beside the files, or is said that means
   *     nothing for them
   */
  public static ImportedRules read(
      Optional<ImportFormat> wanted, List<FileText> files, ImportOptions options)
      throws MigrationFileException, UnsaidException {
    List<Tree> trees = new ArrayList<>();
    for (FileText file : files) {
      trees.add(new Tree(file, ForeignTree.read(file)));
    }
    Optional<ImportFormat> guessed =
        wanted.or(
            () ->
                trees.stream()
                    .flatMap(tree -> ImportFormat.guess(tree.root()).stream())
                    .findFirst());
    ImportFormat format =
        guessed.orElseThrow(
            () ->
                new UnsaidException(
                    "%s does not look like a file of image-syncer, regsync, skopeo sync, dregsy or Harbor: say which it is, as in  waybill import regsync %s."
                        .formatted(files.getFirst().name(), files.getFirst().name())));
    options.requireMeaning(format);
    RuleCollector rules = new RuleCollector(options);
    if (format == ImportFormat.IMAGE_SYNCER) {
      ImageSyncerImport.read(files, rules);
    } else {
      for (Tree tree : trees) {
        read(format, tree, rules);
      }
    }
    return rules.result(format);
  }

  private static void read(ImportFormat format, Tree tree, RuleCollector rules)
      throws UnsaidException {
    String name = tree.file().name();
    if (format == ImportFormat.HARBOR
        && tree.root() instanceof FileNode.Sequence(List<FileNode> policies, int _)) {
      for (int i = 0; i < policies.size(); i++) {
        Fields policy = Fields.of(rules, name, "[" + i + "]", policies.get(i));
        HarborImport.read(policy, rules);
        policy.finish();
      }
      return;
    }
    Fields root = Fields.of(rules, name, "", tree.root());
    switch (format) {
      case REGSYNC -> RegsyncImport.read(root, rules);
      case DREGSY -> DregsyImport.read(root, rules);
      case SKOPEO -> SkopeoImport.read(root, rules);
      case HARBOR -> HarborImport.read(root, rules);
      case IMAGE_SYNCER -> throw new IllegalArgumentException("Its files are read together");
    }
    root.finish();
  }
}
