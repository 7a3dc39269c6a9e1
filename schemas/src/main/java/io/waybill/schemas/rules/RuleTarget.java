package io.waybill.schemas.rules;

import io.waybill.schemas.names.DigestReference;
import io.waybill.schemas.names.InvalidNameException;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a rule puts images.
 *
 * @param registry the registry, by its configured name
 * @param repository the repository there; left out, the same path
 * @param tag the tag there; left out, the same tag
 * @param flatten how much of the source's path {@code {repository}} leaves out
 */
public record RuleTarget(Registry registry, Template repository, Template tag, Flatten flatten) {
  private static final Template SAME_REPOSITORY = Template.parse("{repository}");
  private static final Template SAME_TAG = Template.parse("{tag}");

  /** A template may ask for a path of more components, or of one. */
  private static final List<String> EXAMPLES = List.of("a/b/c", "a/b", "a");

  /** Fills in the defaults. */
  public RuleTarget(
      @Nullable Registry registry,
      @Nullable Template repository,
      @Nullable Template tag,
      @Nullable Flatten flatten) {
    this.registry = Missing.require(registry, "registry");
    this.repository = repository == null ? SAME_REPOSITORY : repository;
    this.tag = tag == null ? SAME_TAG : tag;
    this.flatten = flatten == null ? Flatten.NONE : flatten;
    requireNames();
  }

  /** Templates that make a name of no image at all are mistakes: better now than at each push. */
  private void requireNames() {
    InvalidNameException first = null;
    for (String path : EXAMPLES) {
      try {
        var _ = resolve(Repository.of(registry, path).tag(Tag.of("v1")));
        return;
      } catch (InvalidNameException invalid) {
        first = first == null ? invalid : first;
      }
    }
    throw new IllegalArgumentException(
        "the templates make no valid name (tried with "
            + EXAMPLES.getFirst()
            + ":v1): "
            + Objects.requireNonNull(first).getMessage(),
        first);
  }

  /** The target with the same path and tags in this registry. */
  public static RuleTarget of(Registry registry) {
    return new RuleTarget(registry, null, null, null);
  }

  /**
   * Where the source goes.
   *
   * @throws io.waybill.schemas.names.InvalidNameException where the templates make a name that no
   *     registry takes
   */
  public Reference resolve(Reference source) {
    Repository from = source.repository();
    String path = flatten.apply(from.path());
    int lastSlash = from.path().lastIndexOf('/');
    Map<String, String> values =
        Map.of(
            "registry",
            from.registry().name().replace(':', '-').toLowerCase(Locale.ROOT),
            "repository",
            path,
            "namespace",
            lastSlash < 0 ? "" : from.path().substring(0, lastSlash),
            "name",
            from.path().substring(lastSlash + 1),
            "tag",
            source instanceof TagReference tagged ? tagged.tag().name() : "");
    Repository to = Repository.of(registry, withoutStraySlashes(repository.expand(values)));
    return switch (source) {
      case TagReference tagged -> to.tag(Tag.of(tag.expand(values)));
      case DigestReference pinned -> to.digest(pinned.digest());
    };
  }

  /** An empty {@code {namespace}} leaves a slash behind that nobody meant. */
  private static String withoutStraySlashes(String path) {
    String single = path.replaceAll("/{2,}", "/");
    return single.startsWith("/") ? single.substring(1) : single;
  }
}
