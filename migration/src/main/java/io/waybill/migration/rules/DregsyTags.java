package io.waybill.migration.rules;

import io.waybill.migration.rules.Remark.Effect;
import io.waybill.schemas.rules.NamePattern;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tags of one of dregsy's mappings (README, "Tag Filtering", "Tag Set Pruning", "Tags With
 * Digests"): any of them will do, but for {@code keep:}, which all have to match.
 */
final class DregsyTags {
  private static final Pattern LATEST = Pattern.compile("keep:\\s+latest\\s+([0-9]{1,4})");
  private static final String KEY = "tags";

  private final Fields mapping;
  private final Wish wish;

  DregsyTags(Fields mapping, Wish wish) {
    this.mapping = mapping;
    this.wish = wish;
  }

  void read() {
    List<String> tags = mapping.texts(KEY);
    boolean verbatim = tags.stream().anyMatch(DregsyTags::isVerbatim);
    boolean filtered =
        tags.stream().anyMatch(tag -> tag.startsWith("semver:") || tag.startsWith("regex:"));
    for (String tag : tags) {
      Matcher latest = LATEST.matcher(tag);
      if (tag.startsWith("semver:")) {
        range(tag.substring("semver:".length()).strip());
      } else if (tag.startsWith("regex:")) {
        expression(tag.substring("regex:".length()).strip(), filtered && tags.size() > 1);
      } else if (latest.matches()) {
        newest(Integer.parseInt(latest.group(1)));
      } else if (tag.startsWith("keep:")) {
        keep(tag.substring("keep:".length()).strip(), verbatim);
      } else if (tag.contains("sha256:")) {
        wish.note(
            KEY,
            "the image of one digest (%s)".formatted(tag),
            "Rules are about tags: copy it once with ./waybill copy SOURCE@DIGEST TARGET.");
        wish.tagsUnless(true, KEY, tag, () -> NamePattern.parse("none"));
      } else {
        wish.tags(KEY, tag, () -> NamePattern.parse(tag));
      }
    }
  }

  private static boolean isVerbatim(String tag) {
    return !tag.startsWith("semver:") && !tag.startsWith("regex:") && !tag.startsWith("keep:");
  }

  private void range(String range) {
    wish.tags(KEY, "semver: " + range, () -> SemverTexts.padded(range));
    mapping.remark(
        KEY,
        Effect.DIFFERS,
        "versions with a suffix (1.2.3-rc.1, 1.2.3-alpine) count by their place in the order",
        "Ranges here take releases only: where others are wanted, add a pattern for them to"
            + " source.tags.");
  }

  private void expression(String expression, boolean besideOthers) {
    if (!expression.startsWith("!")) {
      wish.tags(KEY, "regex: " + expression, () -> GoRegex.lineOnce(expression));
    } else if (besideOthers) {
      wish.refuse(
          KEY,
          "\"regex: %s\" is whatever does not match, or else what the other filters take"
              .formatted(expression),
          "Make a rule of its own with the expression under source.excludeTags.");
    } else {
      wish.withoutTags(
          KEY, "regex: " + expression, () -> GoRegex.lineOnce(expression.substring(1).strip()));
    }
  }

  private void newest(int newest) {
    wish.latest(newest);
    mapping.remark(
        KEY,
        Effect.DIFFERS,
        "no more than the %d latest versions of what is chosen; other tags are all kept"
            .formatted(newest),
        "latest: %d is about what a scan looks at, counts all tags (docs/rules.md, \"The newest tags\"), and a push is always copied."
            .formatted(newest));
  }

  private void keep(String expression, boolean verbatim) {
    if (expression.startsWith("!") && !verbatim) {
      wish.withoutTags(
          KEY, "keep: " + expression, () -> GoRegex.lineOnce(expression.substring(1).strip()));
      return;
    }
    wish.disable(
        KEY,
        "\"keep: %s\" takes away what does not match it".formatted(expression),
        "A tag is copied here when one of source.tags describes it: write one expression that says"
            + " both, then set enabled: true.");
  }
}
