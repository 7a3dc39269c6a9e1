package io.waybill.schemas.scans;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.rules.NamePattern;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of a rule's images that a scan is about. The rule's own patterns hold besides.
 *
 * @param repositories patterns over the repository's path, one of which has to match; empty = all
 * @param tags patterns over the tag, one of which has to match; empty = all
 */
public record ScanScope(
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<NamePattern> repositories,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<NamePattern> tags) {

  /** Everything that the rule is about. */
  public static final ScanScope ALL = new ScanScope(null, null);

  /** Takes what is left out for everything. */
  public ScanScope(@Nullable List<NamePattern> repositories, @Nullable List<NamePattern> tags) {
    this.repositories = repositories == null ? List.of() : List.copyOf(repositories);
    this.tags = tags == null ? List.of() : List.copyOf(tags);
  }

  /** Whether the scan is about this repository. */
  public boolean includes(Repository repository) {
    return repositories.isEmpty()
        || repositories.stream().anyMatch(pattern -> pattern.matches(repository.path()));
  }

  /** Whether the scan is about this tag, where it is about its repository. */
  public boolean includes(Tag tag) {
    return tags.isEmpty() || tags.stream().anyMatch(pattern -> pattern.matches(tag.name()));
  }
}
