package io.waybill.schemas.rules;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which images a rule is about. Patterns of several kinds can stand in one list.
 *
 * @param registry the registry, by its configured name
 * @param repositories patterns over the repository's path; one that matches is enough
 * @param excludeRepositories patterns over repositories that are left alone; null for none
 * @param tags patterns over the tag; left out, every tag
 * @param excludeTags patterns over tags that are left alone
 * @param latest how many of the tags of each repository are looked at by a scan or a backfill: the
 *     newest ones, see {@link LatestTags}; null for all. What is pushed is new, and always meant
 * @param digests whether what is pushed without a tag is copied, too, under its digest; null is no.
 *     The children of an index are pushed so, and signatures that are found by their subject
 */
public record RuleSource(
    Registry registry,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<NamePattern> repositories,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        @Nullable List<NamePattern> excludeRepositories,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<NamePattern> tags,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<NamePattern> excludeTags,
    @Nullable Integer latest,
    @Nullable Boolean digests) {

  private static final List<NamePattern> EVERY_TAG = List.of(Glob.parse("*"));
  private static final int MAX_PATTERNS = 1_000;

  /** Fills in the defaults. */
  public RuleSource(
      @Nullable Registry registry,
      @Nullable List<NamePattern> repositories,
      @Nullable List<NamePattern> excludeRepositories,
      @Nullable List<NamePattern> tags,
      @Nullable List<NamePattern> excludeTags,
      @Nullable Integer latest,
      @Nullable Boolean digests) {
    this.registry = Missing.require(registry, "registry");
    this.repositories = List.copyOf(Missing.require(repositories, "repositories"));
    this.excludeRepositories =
        excludeRepositories == null || excludeRepositories.isEmpty()
            ? null
            : List.copyOf(excludeRepositories);
    this.tags = tags == null || tags.isEmpty() ? EVERY_TAG : List.copyOf(tags);
    this.excludeTags = excludeTags == null ? List.of() : List.copyOf(excludeTags);
    this.latest = latest;
    this.digests = Boolean.TRUE.equals(digests) ? true : null;
    if (this.repositories.isEmpty()) {
      throw new IllegalArgumentException("repositories must have at least one pattern");
    }
    requireUsable("repositories", this.repositories, false);
    requireUsable("excludeRepositories", excludedRepositories(), false);
    requireUsable("tags", this.tags, true);
    requireUsable("excludeTags", this.excludeTags, true);
    if (latest != null && (latest < 1 || latest > LatestTags.MAX)) {
      throw new IllegalArgumentException(
          "latest must be from 1 to " + LatestTags.MAX + ", not " + latest);
    }
  }

  /** Images with tags. */
  public RuleSource(
      @Nullable Registry registry,
      @Nullable List<NamePattern> repositories,
      @Nullable List<NamePattern> tags,
      @Nullable List<NamePattern> excludeTags) {
    this(registry, repositories, null, tags, excludeTags, null, null);
  }

  private static void requireUsable(String key, List<NamePattern> patterns, boolean versions) {
    if (patterns.size() > MAX_PATTERNS) {
      throw new IllegalArgumentException(key + " must have at most " + MAX_PATTERNS + " patterns");
    }
    for (int i = 0; i < patterns.size() && !versions; i++) {
      if (patterns.get(i) instanceof VersionRange range) {
        throw new IllegalArgumentException(
            key
                + "["
                + i
                + "]: \""
                + range
                + "\" is a range of versions, and only tags are versions");
      }
    }
  }

  /** The same with only the newest tags of each repository in scans; null for all. */
  public RuleSource withLatest(@Nullable Integer newest) {
    return new RuleSource(
        registry, repositories, excludeRepositories, tags, excludeTags, newest, digests);
  }

  /** The same without these repositories. */
  public RuleSource withoutRepositories(List<NamePattern> excluded) {
    return new RuleSource(registry, repositories, excluded, tags, excludeTags, latest, digests);
  }

  /** The same, also for what is pushed without a tag, or not. */
  public RuleSource withDigests(boolean asked) {
    return new RuleSource(
        registry, repositories, excludeRepositories, tags, excludeTags, latest, asked);
  }

  /** Patterns over repositories that are left alone. */
  public List<NamePattern> excludedRepositories() {
    return excludeRepositories == null ? List.of() : excludeRepositories;
  }

  /** Whether what is pushed without a tag is asked for. */
  public boolean asksForDigests() {
    return digests != null;
  }

  /**
   * A selection of the newest tags of one repository, for a scan; empty where all are meant. Only
   * tags that {@link #matches(Repository, Tag)} are offered to it.
   */
  public Optional<LatestTags> latestTags() {
    return Optional.ofNullable(latest).map(LatestTags::new);
  }

  /** Whether the rule is about this repository. */
  public boolean matches(Repository repository) {
    return repository.registry().equals(registry)
        && matchesAny(repositories, repository.path())
        && !matchesAny(excludedRepositories(), repository.path());
  }

  /** Whether the rule is about this tag, wherever it is. */
  public boolean matches(Tag tag) {
    return matchesAny(tags, tag.name()) && !matchesAny(excludeTags, tag.name());
  }

  /** Whether the rule is about this tag of the repository. */
  public boolean matches(Repository repository, Tag tag) {
    return matches(repository) && matches(tag);
  }

  private static boolean matchesAny(List<NamePattern> patterns, String name) {
    for (NamePattern pattern : patterns) {
      if (pattern.matches(name)) {
        return true;
      }
    }
    return false;
  }
}
