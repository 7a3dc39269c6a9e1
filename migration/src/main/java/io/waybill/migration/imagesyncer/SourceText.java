package io.waybill.migration.imagesyncer;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.util.ArrayList;
import java.util.List;

/** Reads the source of a rule: a repository and which of its images. */
final class SourceText {
  private static final String REGEX = ":/";

  private SourceText() {}

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException where it is none; the message says what is wrong, and what to
   *     write
   */
  static SourceImages parse(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException(
          "the source is empty: write at least a repository, as in quay.io/team/app");
    }
    int regex = text.indexOf(REGEX);
    if (regex >= 0 && !text.startsWith("//", regex + 1)) {
      return matching(text, regex);
    }
    int at = text.indexOf('@');
    if (at >= 0) {
      return new SourceImages(
          RepositoryName.parse(withoutTags(text.substring(0, at))),
          new TagChoice.Exactly(digest(text.substring(at + 1))));
    }
    int colon = tagsColon(text);
    if (colon < 0) {
      return new SourceImages(RepositoryName.parse(text), new TagChoice.All());
    }
    return new SourceImages(
        RepositoryName.parse(text.substring(0, colon)),
        new TagChoice.Named(tags(text.substring(colon + 1))));
  }

  private static SourceImages matching(String text, int colon) {
    String expression = text.substring(colon + REGEX.length());
    if (expression.length() < 2 || !expression.endsWith("/")) {
      throw new IllegalArgumentException(
          "the regular expression has to stand between two slashes, as in"
              + " quay.io/team/app:/v[0-9]+/");
    }
    Repository repository = RepositoryName.parse(text.substring(0, colon));
    return new SourceImages(
        repository, TagChoice.Matching.parse(expression.substring(0, expression.length() - 1)));
  }

  static Digest digest(String text) {
    if (text.indexOf(',') >= 0 || text.indexOf('@') >= 0) {
      throw new IllegalArgumentException(
          "there can be one digest at most: make each digest a rule of its own");
    }
    return Digest.parse(text);
  }

  /** The tags, separated by commas. */
  static List<Tag> tags(String text) {
    List<Tag> tags = new ArrayList<>();
    for (String tag : text.split(",", -1)) {
      if (tag.isBlank()) {
        throw new IllegalArgumentException(
            "a tag is empty in \":%s\": write :v1 or :v1,v2, or leave out the colon for every tag"
                .formatted(text));
      }
      tags.add(Tag.of(tag.strip()));
    }
    return List.copyOf(tags);
  }

  /** Where the tags begin: at the first colon behind the last slash; -1 = there are none. */
  static int tagsColon(String text) {
    return text.indexOf(':', text.lastIndexOf('/') + 1);
  }

  /** Docker takes {@code name:tag@digest} as the digest. */
  static String withoutTags(String name) {
    int colon = tagsColon(name);
    return colon < 0 ? name : name.substring(0, colon);
  }
}
