package io.waybill.worker.metrics;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The rules that have a histogram of their own. A histogram is some twenty time series, and there
 * may be ten thousand rules: so the first {@value #MOST} that a worker works for have their own,
 * and all others share one. Each copy is in exactly one of them, so that sums are always right.
 */
final class RuleLabels {
  /** How many rules have their own. */
  static final int MOST = 100;

  /** The label that the rest shares. No rule can be called like that. */
  static final String OTHERS = "(others)";

  /** The label of tasks that no rule made. */
  static final String NONE = "(none)";

  private final Set<String> known = ConcurrentHashMap.newKeySet();

  /** The rule's label. */
  String of(@Nullable String rule) {
    if (rule == null) {
      return NONE;
    }
    if (known.contains(rule)) {
      return rule;
    }
    synchronized (this) {
      if (known.size() < MOST) {
        known.add(rule);
        return rule;
      }
    }
    return OTHERS;
  }
}
