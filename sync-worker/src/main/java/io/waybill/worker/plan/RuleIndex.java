package io.waybill.worker.plan;

import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.Rule;
import io.waybill.schemas.rules.RuleId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Many rules, of which an image's own are found without asking the others: by the source's
 * registry, and there by what the repositories' names begin or end with ({@link RegistryRules}). It
 * follows the rules as they change. One thread's.
 */
public final class RuleIndex implements RuleLookup {
  private final Map<RuleId, Rule> rules = new LinkedHashMap<>();
  private final Map<Registry, RegistryRules> registries = new HashMap<>();

  /** Whether registries are copied to each other in a circle; null where rules have changed. */
  private @Nullable Boolean circular;

  /** Adds a rule, or puts it in the place of an earlier revision. */
  public void put(Rule rule) {
    remove(rule.id());
    rules.put(rule.id(), rule);
    circular = null;
    if (rule.spec().enabled()) {
      registries
          .computeIfAbsent(rule.spec().source().registry(), unseen -> new RegistryRules())
          .add(rule);
    }
  }

  /** Forgets a rule. */
  public void remove(RuleId id) {
    Rule gone = rules.remove(id);
    circular = null;
    if (gone == null || !gone.spec().enabled()) {
      return;
    }
    Registry registry = gone.spec().source().registry();
    RegistryRules others = registries.get(registry);
    if (others != null) {
      others.remove(gone);
      if (others.isEmpty()) {
        registries.remove(registry);
      }
    }
  }

  /** All rules, enabled or not. */
  public Collection<Rule> rules() {
    return Collections.unmodifiableCollection(rules.values());
  }

  /**
   * Whether enabled rules copy from registry to registry in a circle, so that an image may come
   * back to where it was pushed. Whatever repositories they name: a look at each image says more.
   */
  public boolean mayGoRound() {
    if (circular == null) {
      circular = RegistryCircle.isIn(rules.values());
    }
    return circular;
  }

  @Override
  public List<Rule> matching(Reference source) {
    RegistryRules known = registries.get(source.repository().registry());
    if (known == null) {
      return List.of();
    }
    List<Rule> found = new ArrayList<>(known.matching(source));
    found.sort(BY_NAME);
    return found;
  }

  @Override
  public Optional<Rule> find(RuleId id) {
    return Optional.ofNullable(rules.get(id));
  }
}
