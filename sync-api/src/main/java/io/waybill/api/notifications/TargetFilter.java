package io.waybill.api.notifications;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.NamePattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which targets a subscriber wants to hear of. Of each list one pattern that matches is enough.
 *
 * @param registries patterns over the registry's configured name; none = every registry
 * @param repositories patterns over the repository's path; none = every repository
 * @param tags patterns over the tag; none = every target, those without a tag among them
 * @param excludeTags patterns over tags that are left out
 */
public record TargetFilter(
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<NamePattern> registries,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<NamePattern> repositories,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<NamePattern> tags,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<NamePattern> excludeTags) {
  /** Every target. */
  public static final TargetFilter EVERYTHING = new TargetFilter(null, null, null, null);

  /** Fills in the defaults. */
  public TargetFilter(
      @Nullable List<NamePattern> registries,
      @Nullable List<NamePattern> repositories,
      @Nullable List<NamePattern> tags,
      @Nullable List<NamePattern> excludeTags) {
    this.registries = registries == null ? List.of() : List.copyOf(registries);
    this.repositories = repositories == null ? List.of() : List.copyOf(repositories);
    this.tags = tags == null ? List.of() : List.copyOf(tags);
    this.excludeTags = excludeTags == null ? List.of() : List.copyOf(excludeTags);
  }

  /** Whether the target is one of these. */
  boolean matches(Reference target) {
    return matches(registries, target.repository().registry().name())
        && matches(repositories, target.repository().path())
        && matchesTag(target);
  }

  private boolean matchesTag(Reference target) {
    if (!(target instanceof TagReference tagged)) {
      return tags.isEmpty();
    }
    String tag = tagged.tag().name();
    return matches(tags, tag) && excludeTags.stream().noneMatch(glob -> glob.matches(tag));
  }

  private static boolean matches(List<NamePattern> patterns, String text) {
    return patterns.isEmpty() || patterns.stream().anyMatch(glob -> glob.matches(text));
  }
}
