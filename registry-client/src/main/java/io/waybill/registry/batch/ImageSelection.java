package io.waybill.registry.batch;

import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.rules.Glob;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Images of one registry, by patterns.
 *
 * @param registry the registry
 * @param repositories which repositories; a pattern without any wildcard is one repository
 * @param tags which tags; empty = all
 * @param excludedTags tags to leave out
 * @param excludedRepositories repositories to leave out
 */
public record ImageSelection(
    Registry registry,
    Glob repositories,
    Optional<Glob> tags,
    List<Glob> excludedTags,
    List<Glob> excludedRepositories) {

  private static final Pattern WILDCARD = Pattern.compile("[*?{]");

  /** Keeps copies of the lists. */
  public ImageSelection {
    excludedTags = List.copyOf(excludedTags);
    excludedRepositories = List.copyOf(excludedRepositories);
  }

  /** The only repository, where the pattern is a plain path. */
  public Optional<Repository> findSingle() {
    String path = repositories.toString();
    return WILDCARD.matcher(path).find()
        ? Optional.empty()
        : Optional.of(Repository.of(registry, path));
  }

  /** Whether a path is one of the repositories. */
  public boolean includesRepository(String path) {
    return repositories.matches(path)
        && excludedRepositories.stream().noneMatch(glob -> glob.matches(path));
  }

  /** Whether the tag is one of the images. */
  boolean includesTag(Tag tag) {
    return tags.map(glob -> glob.matches(tag.name())).orElse(true)
        && excludedTags.stream().noneMatch(glob -> glob.matches(tag.name()));
  }
}
