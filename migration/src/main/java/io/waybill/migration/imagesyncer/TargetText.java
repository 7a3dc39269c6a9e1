package io.waybill.migration.imagesyncer;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.util.List;

/** Reads a target of a rule, and whether it fits the source. */
final class TargetText {
  private TargetText() {}

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException where it is none or does not fit; the message says what is
   *     wrong, and what to write
   */
  static TargetImages parse(String text, SourceImages source, DefaultPlace defaults) {
    if (text.isBlank()) {
      if (!defaults.isKnown()) {
        throw new IllegalArgumentException(
            "the target is empty, and nobody says where such images go: write one, or give both"
                + " --registry and --namespace (or DEFAULT_REGISTRY and DEFAULT_NAMESPACE)");
      }
      return new TargetImages(defaults.of(source.repository()), List.of());
    }
    if (text.contains(":/") && !text.contains("://")) {
      throw new IllegalArgumentException(
          "the target \"%s\" has a regular expression, which only a source can have: leave it out"
              .formatted(text));
    }
    int at = text.indexOf('@');
    if (at >= 0) {
      requireDigest(SourceText.digest(text.substring(at + 1)), source);
      return new TargetImages(
          RepositoryName.parse(SourceText.withoutTags(text.substring(0, at))), List.of());
    }
    int colon = SourceText.tagsColon(text);
    if (colon < 0) {
      return new TargetImages(RepositoryName.parse(text), List.of());
    }
    List<Tag> tags = SourceText.tags(text.substring(colon + 1));
    Repository repository = RepositoryName.parse(text.substring(0, colon));
    requireCount(tags, source);
    return new TargetImages(repository, tags);
  }

  private static void requireDigest(Digest digest, SourceImages source) {
    if (!(source.choice() instanceof TagChoice.Exactly(var same) && same.equals(digest))) {
      throw new IllegalArgumentException(
          "the target has a digest that the source has not, and a digest names its content: leave"
              + " it out");
    }
  }

  /** Renamed tags go from left to right, one to one. */
  private static void requireCount(List<Tag> tags, SourceImages source) {
    int images =
        switch (source.choice()) {
          case TagChoice.Named(var named) -> named.size();
          case TagChoice.Exactly one -> 1;
          case TagChoice.All all ->
              throw new IllegalArgumentException(
                  "the target names tags, but the source stands for every tag: leave the target's"
                      + " tags out, or name the source's");
          case TagChoice.Matching matching ->
              throw new IllegalArgumentException(
                  "the target names tags, but the source is a regular expression, whose tags keep"
                      + " their names: leave the target's tags out, or name the source's");
        };
    if (tags.size() != images) {
      throw new IllegalArgumentException(
          "the source names %d and the target %d: name as many, they are renamed one to one"
              .formatted(images, tags.size()));
    }
  }
}
