package io.waybill.migration.rules;

import io.waybill.migration.rules.Remark.Effect;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.NamePattern;
import io.waybill.schemas.rules.RuleDraft;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.rules.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A rule while a file is read: patterns that there are not here are remarks, and what would take
 * more than the other tool does is disabled.
 */
final class Wish {
  private final Fields place;
  private boolean enabled = true;
  private boolean possible = true;
  private final List<NamePattern> repositories = new ArrayList<>();
  private final List<NamePattern> excludedRepositories = new ArrayList<>();
  private final List<NamePattern> tags = new ArrayList<>();
  private final List<NamePattern> excludedTags = new ArrayList<>();
  private @Nullable Integer latest;
  private boolean everyTag = true;

  Wish(Fields place) {
    this.place = place;
  }

  /** A repository by its name. */
  Wish repository(String path) {
    pattern("", path, repositories, () -> NamePattern.parse(path));
    return this;
  }

  Wish repositories(String key, String theirs, Supplier<NamePattern> pattern) {
    pattern(key, theirs, repositories, pattern);
    return this;
  }

  Wish withoutRepositories(String key, String theirs, Supplier<NamePattern> pattern) {
    exclusion(key, theirs, excludedRepositories, pattern);
    return this;
  }

  Wish tags(String key, String theirs, Supplier<NamePattern> pattern) {
    everyTag = false;
    pattern(key, theirs, tags, pattern);
    return this;
  }

  /** The same, where it is no tag: then only that not every tag is meant. */
  Wish tagsUnless(boolean other, String key, String theirs, Supplier<NamePattern> pattern) {
    everyTag = false;
    return other ? this : tags(key, theirs, pattern);
  }

  /** A part of what was asked for is left out. */
  void note(String key, String there, String here) {
    place.remark(key, Effect.LEFT_OUT, there, here);
  }

  Wish withoutTags(String key, String theirs, Supplier<NamePattern> pattern) {
    exclusion(key, theirs, excludedTags, pattern);
    return this;
  }

  Wish latest(int newest) {
    latest = newest;
    return this;
  }

  /** The rule would take more than the other tool: it is made, and does nothing. */
  void disable(String key, String there, String here) {
    enabled = false;
    place.remark(key, Effect.DISABLED, there, here);
  }

  /** It was disabled where it comes from. */
  void keepDisabled() {
    enabled = false;
  }

  private void pattern(
      String key, String theirs, List<NamePattern> into, Supplier<NamePattern> pattern) {
    try {
      into.add(pattern.get());
    } catch (IllegalArgumentException none) {
      place.remark(
          key,
          Effect.LEFT_OUT,
          "\"%s\" chooses what is copied, and there is no such pattern here: %s"
              .formatted(theirs, none.getMessage()),
          "Write a pattern that means the same: docs/rules.md, \"Patterns\".");
    }
  }

  private void exclusion(
      String key, String theirs, List<NamePattern> into, Supplier<NamePattern> pattern) {
    try {
      into.add(pattern.get());
    } catch (IllegalArgumentException none) {
      disable(
          key,
          "\"%s\" is left alone, and there is no such pattern here: %s"
              .formatted(theirs, none.getMessage()),
          "Write an exclusion that means the same, then set enabled: true.");
    }
  }

  /** Nothing can be made of it: says why. */
  void refuse(String key, String there, String here) {
    possible = false;
    place.remark(key, Effect.LEFT_OUT, there, here);
  }

  /**
   * Hands the rule over, unless nothing is left that it would take.
   *
   * @param finish sets what else the rule says
   */
  void add(
      RuleCollector rules,
      String name,
      String group,
      Registry source,
      RuleTarget target,
      UnaryOperator<RuleDraft> finish) {
    boolean nothing = repositories.isEmpty() || (tags.isEmpty() && !everyTag);
    if (nothing || !possible) {
      return;
    }
    try {
      RuleDraft draft =
          new RuleDraft(
              "unnamed",
              new RuleSource(
                  source, repositories, excludedRepositories, tags, excludedTags, latest, null),
              List.of(target));
      rules.add(name, group, finish.apply(draft).enabled(enabled).build());
    } catch (IllegalArgumentException refused) {
      place.remark(
          Effect.LEFT_OUT,
          "no rule can say this: " + refused.getMessage(),
          "Write the rule by hand.");
    }
  }

  /**
   * Where a repository goes, said so that many can say the same: {@code mirror/{name}} rather than
   * each name.
   *
   * @throws IllegalArgumentException where no registry takes the name
   */
  static RuleTarget target(Registry registry, String source, String target) {
    return new RuleTarget(registry, template(source, target), null, null);
  }

  private static @Nullable Template template(String source, String target) {
    if (target.equals(source)) {
      return null;
    }
    if (target.endsWith("/" + source)) {
      return Template.parse(
          target.substring(0, target.length() - source.length()) + "{repository}");
    }
    String name = source.substring(source.lastIndexOf('/') + 1);
    int slash = target.lastIndexOf('/');
    return target.substring(slash + 1).equals(name)
        ? Template.parse(target.substring(0, slash + 1) + "{name}")
        : Template.parse(target);
  }
}
