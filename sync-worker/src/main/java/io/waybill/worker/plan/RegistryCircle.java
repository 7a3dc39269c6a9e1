package io.waybill.worker.plan;

import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.Rule;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Whether rules lead from a registry back to it. */
final class RegistryCircle {
  private RegistryCircle() {}

  static boolean isIn(Collection<Rule> rules) {
    Map<Registry, Set<Registry>> ways = new HashMap<>();
    for (Rule rule : rules) {
      if (rule.spec().enabled()) {
        Set<Registry> targets =
            ways.computeIfAbsent(rule.spec().source().registry(), unseen -> new HashSet<>());
        rule.spec().targets().forEach(target -> targets.add(target.registry()));
      }
    }
    // Where registries that lead nowhere are taken away until there are none, a circle is left.
    boolean found = true;
    while (found) {
      for (Set<Registry> targets : ways.values()) {
        targets.retainAll(ways.keySet());
      }
      found = ways.values().removeIf(Set::isEmpty);
    }
    return !ways.isEmpty();
  }
}
