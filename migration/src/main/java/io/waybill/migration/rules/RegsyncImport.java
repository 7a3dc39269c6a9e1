package io.waybill.migration.rules;

import io.waybill.migration.rules.CronTexts.Timed;
import io.waybill.migration.rules.Remark.Effect;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.ForeignLayers;
import io.waybill.schemas.rules.NamePattern;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.PlatformMode;
import io.waybill.schemas.rules.PlatformPattern;
import io.waybill.schemas.rules.RuleDraft;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.rules.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * regsync's file (https://regclient.org/usage/regsync/, "Configuration File"; read with what
 * cmd/regsync of regclient does with it).
 */
final class RegsyncImport {
  private static final String OCI_DIRECTORY = "ocidir://";
  private static final String VARIANTS =
      "versions with a suffix (1.2.3-rc.1, 1.2.3-alpine) count by their place in the order";

  private final RuleCollector rules;
  private final Fields defaults;
  private final RegsyncAccounts accounts;

  private RegsyncImport(Fields root, RuleCollector rules) {
    this.rules = rules;
    this.defaults = root.object("defaults");
    this.accounts = new RegsyncAccounts(root);
  }

  static void read(Fields root, RuleCollector rules) {
    root.text("version");
    RegsyncImport file = new RegsyncImport(root, rules);
    RegsyncRemarks.about(file.defaults);
    root.objects("sync").forEach(file::step);
    for (String anchor : root.keys()) {
      if (anchor.startsWith("x-")) {
        root.note(
            anchor,
            Effect.NOT_NEEDED,
            "a place for anchors, no setting",
            "What is said there was read where it is used.");
      }
    }
  }

  private void step(Fields step) {
    String source = step.text("source").orElse("");
    String target = step.text("target").orElse("");
    String type = step.text("type").orElse("");
    if (refused(step, source, target, type)) {
      step.passOver();
      return;
    }
    RegsyncRemarks.about(step);
    if (type.equals("registry")) {
      registry(step, ForeignReference.place(source), ForeignReference.place(target));
    } else {
      repository(
          step,
          ForeignReference.parse(source),
          ForeignReference.parse(target),
          type.equals("image"));
    }
  }

  private static boolean refused(Fields step, String source, String target, String type) {
    if (!List.of("registry", "repository", "image").contains(type)) {
      step.remark(
          "type",
          Effect.LEFT_OUT,
          "it is none of registry, repository and image",
          "Say which it is.");
      return true;
    }
    for (String text : List.of(source, target)) {
      String key = text.equals(source) ? "source" : "target";
      if (text.isEmpty()) {
        step.remark(key, Effect.LEFT_OUT, "it is missing", "Name it.");
        return true;
      }
      if (text.startsWith(OCI_DIRECTORY)) {
        step.remark(
            key,
            Effect.LEFT_OUT,
            "an OCI layout in a directory",
            "Rules go from registry to registry: copy it with ./waybill copy.");
        return true;
      }
      if (GoTemplates.isTemplate(text)) {
        step.remark(
            key,
            Effect.LEFT_OUT,
            "a template that regsync expands when it starts",
            "Write what it stands for, and import again.");
        return true;
      }
    }
    return false;
  }

  private void registry(Fields step, ForeignReference from, ForeignReference to) {
    Registry source = registry(from);
    Registry target = registry(to);
    Fields repos = step.object("repos");
    RuleTarget place =
        new RuleTarget(
            target,
            to.path().isEmpty() ? null : Template.parse(to.path() + "/{repository}"),
            null,
            null);
    for (Optional<Fields> tags : tagSets(step)) {
      Wish wish = new Wish(step);
      List<String> allowed = repos.texts("allow");
      if (allowed.isEmpty()) {
        wish.repository("**");
      }
      allowed.forEach(text -> wish.repositories("repos.allow", text, () -> GoRegex.line(text)));
      repos
          .texts("deny")
          .forEach(text -> wish.withoutRepositories("repos.deny", text, () -> GoRegex.line(text)));
      warnOfAlternatives(repos, "allow", "deny");
      tags.ifPresent(set -> tags(set, wish));
      add(step, wish, source, place);
    }
  }

  private void repository(Fields step, ForeignReference from, ForeignReference to, boolean image) {
    Registry source = registry(from);
    Registry target = registry(to);
    if (image && (from.digest().isPresent() || to.digest().isPresent())) {
      step.remark(
          "source",
          Effect.LEFT_OUT,
          "one image by its digest",
          "Rules are about tags: copy it once with ./waybill copy SOURCE@DIGEST TARGET.");
      step.passOver();
      return;
    }
    for (Optional<Fields> tags :
        image ? List.<Optional<Fields>>of(Optional.empty()) : tagSets(step)) {
      Wish wish = new Wish(step).repository(from.path());
      RuleTarget place = place(target, from, to, image);
      if (image) {
        String tag = from.tag().orElse("latest");
        wish.tags("source", tag, () -> NamePattern.parse(tag));
      }
      tags.ifPresent(set -> tags(set, wish));
      add(step, wish, source, place);
    }
  }

  private static RuleTarget place(
      Registry target, ForeignReference from, ForeignReference to, boolean image) {
    RuleTarget same = Wish.target(target, from.path(), to.path());
    String there = to.tag().orElse("latest");
    return !image || there.equals(from.tag().orElse("latest"))
        ? same
        : new RuleTarget(target, same.repository(), Template.parse(there), null);
  }

  /** Each set of tags is a rule of its own, since what one leaves out another may take. */
  private static List<Optional<Fields>> tagSets(Fields step) {
    List<Fields> sets = new ArrayList<>(step.objects("tagSets"));
    Fields tags = step.object("tags");
    if (!tags.isEmpty()) {
      sets.add(tags);
    }
    return sets.isEmpty() ? List.of(Optional.empty()) : sets.stream().map(Optional::of).toList();
  }

  private static void tags(Fields set, Wish wish) {
    List<String> ranges = set.texts("semverRange");
    List<String> allowed = set.texts("allow");
    allowed.forEach(text -> wish.tags("tags.allow", text, () -> GoRegex.line(text)));
    set.texts("deny")
        .forEach(text -> wish.withoutTags("tags.deny", text, () -> GoRegex.line(text)));
    warnOfAlternatives(set, "allow", "deny");
    if (!ranges.isEmpty() && !allowed.isEmpty()) {
      wish.disable(
          "tags",
          "a tag has to be in semverRange and match allow",
          "A tag that one of source.tags describes is copied here. The rule has what allow says:"
              + " put the range into it, then set enabled: true.");
      return;
    }
    for (String range : ranges) {
      wish.tags("tags.semverRange", range, () -> SemverTexts.padded(range));
    }
    if (!ranges.isEmpty()) {
      set.remark(
          "semverRange",
          Effect.DIFFERS,
          VARIANTS,
          "Ranges here take releases only, and no tag of a single number or of four: where others"
              + " are wanted, add a pattern for them to source.tags.");
    }
  }

  private static void warnOfAlternatives(Fields set, String... keys) {
    for (String key : keys) {
      if (set.texts(key).stream().anyMatch(GoRegex::hasAlternatives)) {
        set.remark(
            key,
            Effect.DIFFERS,
            "^ and $ stand around the expression without brackets, so that a|b is what begins with"
                + " a or ends with b",
            "The rule takes just that; write /a|b/ if whole names were meant.");
      }
    }
  }

  private void add(Fields step, Wish wish, Registry source, RuleTarget target) {
    String name = "regsync-" + source + "-to-" + target.registry();
    wish.add(rules, name, "", source, target, draft -> settings(step, draft));
  }

  /** What the entry says, or else the defaults. */
  private RuleDraft settings(Fields step, RuleDraft draft) {
    draft.backfill(true);
    schedule(step).ifPresent(timed -> draft.schedule(timed.schedule()));
    if (either(step, "backup").has("backup")) {
      draft.overwrite(Overwrite.BACKUP);
    }
    boolean referrers = either(step, "referrers").isSet("referrers");
    boolean digestTags = either(step, "digestTags").isSet("digestTags");
    draft.referrers(referrers || digestTags);
    if (either(step, "includeExternal").isSet("includeExternal")) {
      draft.foreignLayers(ForeignLayers.COPY);
    }
    List<PlatformPattern> several =
        step.texts("platforms").stream().map(PlatformPattern::parse).toList();
    if (!several.isEmpty()) {
      draft.platforms(several).platformMode(PlatformMode.SPARSE);
    }
    step.text("platform")
        .ifPresent(
            one ->
                draft
                    .platforms(List.of(PlatformPattern.parse(one)))
                    .platformMode(PlatformMode.REBUILT));
    return draft;
  }

  private Optional<Timed> schedule(Fields step) {
    boolean own = step.has("schedule") || step.has("interval");
    Fields place = own ? step : defaults;
    if (place.has("schedule")) {
      Optional<Timed> timed = place.text("schedule").flatMap(CronTexts::parse);
      place.remark(
          "schedule",
          timed.isEmpty() ? Effect.LEFT_OUT : Effect.DIFFERS,
          timed.isEmpty()
              ? "a schedule that there is not here"
              : "it is by the clock of the machine that regsync runs on",
          timed.isEmpty()
              ? "Write a schedule of five fields: docs/rules.md."
              : "Schedules are in UTC here: where that is another clock, write"
                  + " { cron: ..., timeZone: ... }.");
      return timed;
    }
    Optional<Timed> timed =
        place.text("interval").flatMap(CronTexts::duration).map(CronTexts::every);
    timed
        .filter(found -> !found.exact())
        .ifPresent(
            found ->
                place.remark(
                    "interval",
                    Effect.DIFFERS,
                    "an interval that does not divide the day",
                    "The rule looks at %s, more often rather than more seldom; pushes are copied at once anyway."
                        .formatted(found.schedule().cron())));
    return timed;
  }

  private Fields either(Fields step, String key) {
    return step.has(key) ? step : defaults;
  }

  private Registry registry(ForeignReference reference) {
    return rules.registries().name(reference.host(), accounts.find(reference.host()));
  }
}
