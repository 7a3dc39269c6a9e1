package io.waybill.migration.imagesyncer;

import io.waybill.migration.files.FileNode;
import io.waybill.migration.files.FileText;
import io.waybill.migration.files.MigrationFileException;
import io.waybill.migration.files.Mistakes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the files of image-syncer or image-migrator say.
 *
 * @param accounts who may log in where
 * @param rules which images go where, in the order of the file
 * @param remarks what is in the files and means nothing: sentences for a person
 */
public record SyncFiles(SyncAccounts accounts, List<SyncRule> rules, List<String> remarks) {
  private static final String AUTH = "auth";
  private static final String IMAGES = "images";

  /** Keeps copies of the lists. */
  public SyncFiles {
    rules = List.copyOf(rules);
    remarks = List.copyOf(remarks);
  }

  /**
   * Reads the old single file, with {@code auth} and {@code images} as its keys.
   *
   * @param defaults where images go whose target is empty
   * @param environment what {@code ${NAME}} stands for
   * @throws MigrationFileException with all that is wrong
   */
  public static SyncFiles readConfig(
      FileText config, DefaultPlace defaults, Map<String, String> environment)
      throws MigrationFileException {
    Mistakes mistakes = new Mistakes();
    List<String> remarks = new ArrayList<>();
    Variables variables = new Variables(environment);
    check(defaults, mistakes);
    FileNode.Mapping root = config.mapping(mistakes);
    for (FileNode.Entry entry : root.entries()) {
      if (!entry.key().equals(AUTH) && !entry.key().equals(IMAGES)) {
        remarks.add(
            "%s, line %d: \"%s\" means nothing here: known are auth and images."
                .formatted(config.name(), entry.line(), entry.key()));
      }
    }
    SyncAccounts accounts =
        part(config, root, AUTH, mistakes)
            .map(new AccountsReader(config, variables, mistakes, remarks)::read)
            .orElse(SyncAccounts.NONE);
    List<SyncRule> rules =
        part(config, root, IMAGES, mistakes)
            .map(new RulesReader(config, defaults, variables, mistakes)::read)
            .orElse(List.of());
    mistakes.throwIfAny();
    requireRules(config, rules, "under the key images");
    return new SyncFiles(accounts, rules, remarks);
  }

  /**
   * Reads {@code auth.json} and {@code images.json}. Either may be a file that has more than that
   * and keeps it under {@code auth} or {@code images}: the old single file, or what could not be
   * copied the last time.
   *
   * @param auth the accounts; empty = everything is anonymous
   * @param defaults where images go whose target is empty
   * @param environment what {@code ${NAME}} stands for
   * @throws MigrationFileException with all that is wrong in both
   */
  public static SyncFiles read(
      Optional<FileText> auth,
      FileText images,
      DefaultPlace defaults,
      Map<String, String> environment)
      throws MigrationFileException {
    Mistakes mistakes = new Mistakes();
    List<String> remarks = new ArrayList<>();
    Variables variables = new Variables(environment);
    check(defaults, mistakes);
    SyncAccounts accounts =
        auth.map(
                file ->
                    new AccountsReader(file, variables, mistakes, remarks)
                        .read(accountsOf(file, mistakes)))
            .orElse(SyncAccounts.NONE);
    List<SyncRule> rules =
        new RulesReader(images, defaults, variables, mistakes).read(rulesOf(images, mistakes));
    mistakes.throwIfAny();
    requireRules(images, rules, "at its top");
    return new SyncFiles(accounts, rules, remarks);
  }

  /** No image is called "images" and goes to keys and values. */
  private static FileNode.Mapping rulesOf(FileText file, Mistakes mistakes) {
    FileNode.Mapping root = file.mapping(mistakes);
    return root.find(IMAGES)
        .filter(FileNode.Mapping.class::isInstance)
        .map(FileNode.Mapping.class::cast)
        .orElse(root);
  }

  private static FileNode.Mapping accountsOf(FileText file, Mistakes mistakes) {
    FileNode.Mapping root = file.mapping(mistakes);
    if (root.find(IMAGES).filter(FileNode.Mapping.class::isInstance).isEmpty()) {
      return root;
    }
    return part(file, root, AUTH, mistakes).orElse(new FileNode.Mapping(List.of(), root.line()));
  }

  private static void check(DefaultPlace defaults, Mistakes mistakes) {
    defaults.findMistake().ifPresent(mistakes::add);
  }

  private static Optional<FileNode.Mapping> part(
      FileText config, FileNode.Mapping root, String key, Mistakes mistakes) {
    Optional<FileNode> node = root.find(key);
    if (node.isPresent()
        && !(node.get() instanceof FileNode.Mapping)
        && !node.get().equals(new FileNode.Scalar("", node.get().line()))) {
      mistakes.add(
          config, node.get().line(), "\"%s\" has to be made of keys and values.".formatted(key));
    }
    return node.filter(FileNode.Mapping.class::isInstance).map(FileNode.Mapping.class::cast);
  }

  private static void requireRules(FileText file, List<SyncRule> rules, String where)
      throws MigrationFileException {
    if (rules.isEmpty()) {
      Mistakes mistakes = new Mistakes();
      mistakes.add(
          "%s names no image: write SOURCE: TARGET %s, as in \"quay.io/team/app\": \"registry.example.com/team/app\"."
              .formatted(file.name(), where));
      mistakes.throwIfAny();
    }
  }
}
