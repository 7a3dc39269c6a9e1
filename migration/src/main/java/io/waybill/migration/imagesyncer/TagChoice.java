package io.waybill.migration.imagesyncer;

import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.rules.Regex;
import java.util.List;

/** Which images of a repository are meant. */
public sealed interface TagChoice {
  /** Every tag that there is. */
  record All() implements TagChoice {}

  /**
   * These tags.
   *
   * @param tags in the order of the file, at least one
   */
  record Named(List<Tag> tags) implements TagChoice {
    /** Keeps a copy of the list. */
    public Named {
      tags = List.copyOf(tags);
    }
  }

  /**
   * The tags in which a regular expression is found.
   *
   * @param written the expression as it was written, without its slashes
   * @param whole the same, for whole tags
   */
  record Matching(String written, Regex whole) implements TagChoice {
    /**
     * Image-syncer looks for the expression anywhere in a tag, Waybill's rules at all of it.
     *
     * @throws IllegalArgumentException where it is none, or cannot be matched in linear time
     */
    static Matching parse(String expression) {
      Regex.parse("/" + expression + "/");
      return new Matching(expression, Regex.parse("/.*(?:" + expression + ").*/"));
    }
  }

  /**
   * One image by its digest, whatever its tag.
   *
   * @param digest which
   */
  record Exactly(Digest digest) implements TagChoice {}
}
