package io.waybill.migration.rules;

import io.waybill.migration.files.FileNode;
import io.waybill.migration.files.FileText;
import io.waybill.migration.files.MigrationFileException;
import io.waybill.migration.imagesyncer.DefaultPlace;
import io.waybill.migration.imagesyncer.SyncAccount;
import io.waybill.migration.imagesyncer.SyncAccounts;
import io.waybill.migration.imagesyncer.SyncFiles;
import io.waybill.migration.imagesyncer.SyncRule;
import io.waybill.migration.imagesyncer.TagChoice;
import io.waybill.migration.imagesyncer.TargetImages;
import io.waybill.migration.rules.RegistryBook.Access;
import io.waybill.migration.rules.Remark.Effect;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.rules.NamePattern;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.rules.Template;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The files of image-syncer and image-migrator: {@code auth} and {@code images} in any order, or
 * one with both. What they mean, {@link SyncFiles} knows.
 */
final class ImageSyncerImport {
  private static final Pattern BARE = Pattern.compile("\\$[A-Za-z0-9_]+");
  private static final Pattern BRACED = Pattern.compile("\\$\\{[A-Za-z0-9_]+}");

  private final RuleCollector rules;
  private final SyncAccounts accounts;
  private final Set<String> doubtful;

  private ImageSyncerImport(RuleCollector rules, SyncAccounts accounts, Set<String> doubtful) {
    this.rules = rules;
    this.accounts = accounts;
    this.doubtful = doubtful;
  }

  static void read(List<FileText> files, RuleCollector rules)
      throws MigrationFileException, UnsaidException {
    Optional<FileText> auth = Optional.empty();
    List<FileText> images = new ArrayList<>();
    Set<String> doubtful = new HashSet<>();
    for (FileText file : files) {
      Fields root = Fields.of(rules, file.name(), "", ForeignTree.read(file));
      if (root.has("images")) {
        root.find("images");
        doubtful.addAll(report(root.object("auth")));
        read(SyncFiles.readConfig(file, place(rules), new References()), rules, doubtful);
        root.finish();
      } else if (isAuth(root)) {
        doubtful.addAll(report(root));
        root.finish();
        auth = Optional.of(file);
      } else {
        images.add(file);
      }
    }
    for (FileText file : images) {
      read(SyncFiles.read(auth, file, place(rules), new References()), rules, doubtful);
    }
    if (images.isEmpty() && auth.isPresent() && files.size() == 1) {
      throw new UnsaidException(
          "%s holds accounts only: name the file with the images as well."
              .formatted(files.getFirst().name()));
    }
    if (!rules.isEmpty()) {
      rules.remark(
          new Remark(
              files.getFirst().name(),
              1,
              "images",
              Effect.DIFFERS,
              "what is there is copied once, when the tool is run",
              "The rules copy what is there when they are made (backfill), and pushes from then on:"
                  + " add a schedule, or copy once with ./waybill migrate instead."));
    }
  }

  private static boolean isAuth(Fields root) {
    return !root.isEmpty() && root.values().stream().allMatch(FileNode.Mapping.class::isInstance);
  }

  /**
   * Looks at all that accounts say. The answer is the accounts whose password may be a variable
   * ({@code $NAME}) as well as a password that begins with a dollar sign, which nobody may see.
   */
  private static Set<String> report(Fields auth) {
    Set<String> doubtful = new HashSet<>();
    for (String key : auth.keys()) {
      Fields account = auth.object(key);
      account.text("username");
      account.text("insecure");
      if (account.text("password").filter(text -> BARE.matcher(text).matches()).isPresent()) {
        doubtful.add(SyncAccounts.key(key));
        account.remark(
            "password",
            Effect.DIFFERS,
            "what begins with $ is the variable of that name, or a password that begins so",
            "The registry has a variable named after it, for a secret is not written down: set"
                + " that, or write the name of yours into the registry's password.");
      }
    }
    return doubtful;
  }

  private static DefaultPlace place(RuleCollector rules) throws UnsaidException {
    if (rules.options().to().isEmpty()) {
      return DefaultPlace.NONE;
    }
    ForeignReference to = ForeignReference.place(rules.options().to().get());
    if (to.path().isEmpty()) {
      throw new UnsaidException(
          "--to needs a namespace for rules without a target: --to registry.example.com/team.");
    }
    return new DefaultPlace(to.host(), to.path());
  }

  private static void read(SyncFiles files, RuleCollector rules, Set<String> doubtful) {
    ImageSyncerImport reader = new ImageSyncerImport(rules, files.accounts(), doubtful);
    files.rules().forEach(reader::rule);
  }

  private void rule(SyncRule rule) {
    Repository from = rule.source().repository();
    Registry source = registry(from);
    for (TargetImages target : rule.targets()) {
      Fields place = Fields.at(rules, rule.file(), rule.line(), rule.written());
      Registry to = registry(target.repository());
      RuleTarget where = Wish.target(to, from.path(), target.repository().path());
      switch (rule.source().choice()) {
        case TagChoice.All() -> add(new Wish(place).repository(from.path()), source, where);
        case TagChoice.Matching matching -> {
          Wish wish = new Wish(place).repository(from.path());
          wish.tags("", matching.written(), () -> GoRegex.search(matching.written()));
          add(wish, source, where);
        }
        case TagChoice.Named(List<Tag> tags) -> {
          for (int i = 0; i < tags.size(); i++) {
            String tag = tags.get(i).name();
            Wish wish = new Wish(place).repository(from.path());
            wish.tags("", tag, () -> NamePattern.parse(tag));
            add(wish, source, renamed(where, tag, target, i));
          }
        }
        case TagChoice.Exactly exactly ->
            place.remark(
                Effect.LEFT_OUT,
                "one image by its digest",
                "Rules are about tags: copy it once with ./waybill copy %s@%s %s@%s."
                    .formatted(from, exactly.digest(), target.repository(), exactly.digest()));
      }
    }
  }

  private static RuleTarget renamed(RuleTarget where, String tag, TargetImages target, int i) {
    boolean same = target.tags().isEmpty() || target.tags().get(i).name().equals(tag);
    return same
        ? where
        : new RuleTarget(
            where.registry(),
            where.repository(),
            Template.parse(target.tags().get(i).name()),
            null);
  }

  private void add(Wish wish, Registry source, RuleTarget target) {
    wish.add(
        rules,
        "image-syncer-" + source + "-to-" + target.registry(),
        "",
        source,
        target,
        draft -> draft.backfill(true).referrers(false));
  }

  /** An account for a namespace alone is one for a registry of its own. */
  private Registry registry(Repository repository) {
    String host = repository.registry().name();
    Optional<SyncAccount> account =
        accounts.accounts().stream()
            .filter(
                one ->
                    repository.toString().equals(one.key())
                        || repository.toString().startsWith(one.key() + "/"))
            .max(Comparator.comparingInt(one -> one.key().length()));
    if (account.isEmpty()) {
      return rules.registries().name(host, Access.PLAIN);
    }
    SyncAccount found = account.get();
    String part = found.key().indexOf('/') < 0 ? "" : found.key().substring(host.length() + 1);
    Optional<String> username = Optional.of(found.username()).filter(name -> !name.isEmpty());
    Optional<String> password =
        Optional.of(found.password())
            .filter(text -> BRACED.matcher(text).matches() && !doubtful.contains(found.key()));
    return rules
        .registries()
        .name(
            host,
            part,
            new Access(found.insecure() ? "http" : "https", username, password, Map.of()));
  }
}
