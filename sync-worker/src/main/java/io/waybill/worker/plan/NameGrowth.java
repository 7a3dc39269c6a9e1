package io.waybill.worker.plan;

import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.rules.Template;

/**
 * Sees by a name that it has gone round: a text that begins with what the target's template adds
 * stands three times in a row at the beginning, or one that ends with it at the end ({@code
 * mirror/mirror/mirror/app}). The API refuses rules that make such names; two that are made at the
 * same time, or on two installations, get here.
 */
final class NameGrowth {
  private static final int SHORTEST = 2;

  private NameGrowth() {}

  static boolean isSeenIn(RuleTarget target, Reference place) {
    return isSeenIn(target.repository(), place.repository().path())
        || (place instanceof TagReference tagged && isSeenIn(target.tag(), tagged.tag().name()));
  }

  private static boolean isSeenIn(Template template, String name) {
    String text = template.toString();
    int head = text.indexOf('{');
    int tail = text.length() - 1 - text.lastIndexOf('}');
    return head >= 0
        && ((head > 0 && beginsThrice(name, head)) || (tail > 0 && endsThrice(name, tail)));
  }

  private static boolean beginsThrice(String name, int atLeast) {
    for (int length = Math.max(atLeast, SHORTEST); 3 * length <= name.length(); length++) {
      if (name.regionMatches(0, name, length, length)
          && name.regionMatches(0, name, 2 * length, length)) {
        return true;
      }
    }
    return false;
  }

  private static boolean endsThrice(String name, int atLeast) {
    for (int length = Math.max(atLeast, SHORTEST); 3 * length <= name.length(); length++) {
      int end = name.length() - length;
      if (name.regionMatches(end, name, end - length, length)
          && name.regionMatches(end, name, end - 2 * length, length)) {
        return true;
      }
    }
    return false;
  }
}
