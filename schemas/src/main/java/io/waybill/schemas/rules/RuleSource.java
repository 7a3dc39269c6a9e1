package io.waybill.schemas.rules;

import com.fasterxml.jackson.annotation.JsonFormat;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which images a rule is about.
 *
 * @param registry the registry, by its configured name
 * @param repositories patterns over the repository's path; one that matches is enough
 * @param tags patterns over the tag; left out, every tag
 * @param excludeTags patterns over tags that are left alone
 * @param digests whether what is pushed without a tag is copied, too, under its digest; null is no.
 *     The children of an index are pushed so, and signatures that are found by their subject
 */
public record RuleSource(
    Registry registry,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<Glob> repositories,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<Glob> tags,
    @JsonFormat(with = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY) List<Glob> excludeTags,
    @Nullable Boolean digests) {

  private static final List<Glob> EVERY_TAG = List.of(Glob.parse("*"));

  /** Fills in the defaults. */
  public RuleSource(
      @Nullable Registry registry,
      @Nullable List<Glob> repositories,
      @Nullable List<Glob> tags,
      @Nullable List<Glob> excludeTags,
      @Nullable Boolean digests) {
    this.registry = Missing.require(registry, "registry");
    this.repositories = List.copyOf(Missing.require(repositories, "repositories"));
    this.tags = tags == null || tags.isEmpty() ? EVERY_TAG : List.copyOf(tags);
    this.excludeTags = excludeTags == null ? List.of() : List.copyOf(excludeTags);
    this.digests = Boolean.TRUE.equals(digests) ? true : null;
    if (this.repositories.isEmpty()) {
      throw new IllegalArgumentException("repositories must have at least one pattern");
    }
  }

  /** Images with tags. */
  public RuleSource(
      @Nullable Registry registry,
      @Nullable List<Glob> repositories,
      @Nullable List<Glob> tags,
      @Nullable List<Glob> excludeTags) {
    this(registry, repositories, tags, excludeTags, null);
  }

  /** Whether what is pushed without a tag is asked for. */
  public boolean asksForDigests() {
    return digests != null;
  }

  /** Whether the rule is about this repository. */
  public boolean matches(Repository repository) {
    return repository.registry().equals(registry)
        && repositories.stream().anyMatch(glob -> glob.matches(repository.path()));
  }

  /** Whether the rule is about this tag of it. */
  public boolean matches(Repository repository, Tag tag) {
    return matches(repository)
        && tags.stream().anyMatch(glob -> glob.matches(tag.name()))
        && excludeTags.stream().noneMatch(glob -> glob.matches(tag.name()));
  }
}
