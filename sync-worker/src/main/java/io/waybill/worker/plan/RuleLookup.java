package io.waybill.worker.plan;

import io.waybill.schemas.names.DigestReference;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the planner asks of the rules. */
public interface RuleLookup {
  /** The order in which rules are answered, whatever the order in which they became known. */
  Comparator<Rule> BY_NAME =
      Comparator.comparing(Rule::name).thenComparing(rule -> rule.id().value());

  /**
   * The enabled rules that are about this image, by their names; of an image without a tag, those
   * that are about its repository.
   */
  List<Rule> matching(Reference source);

  /** The rule with this id, enabled or not. */
  Optional<Rule> find(RuleId id);

  /** A few rules, each of which is asked each time. */
  static RuleLookup of(Collection<Rule> rules) {
    List<Rule> sorted = rules.stream().sorted(BY_NAME).toList();
    return new RuleLookup() {
      @Override
      public List<Rule> matching(Reference source) {
        return sorted.stream()
            .filter(rule -> rule.spec().enabled() && isAbout(rule.spec().source(), source))
            .toList();
      }

      @Override
      public Optional<Rule> find(RuleId id) {
        return sorted.stream().filter(rule -> rule.id().equals(id)).findAny();
      }
    };
  }

  /** Whether the image is one of the source; without a tag, whether its repository is. */
  static boolean isAbout(RuleSource source, Reference image) {
    return switch (image) {
      case TagReference tagged -> source.matches(tagged.repository(), tagged.tag());
      case DigestReference pinned -> source.matches(pinned.repository());
    };
  }
}
