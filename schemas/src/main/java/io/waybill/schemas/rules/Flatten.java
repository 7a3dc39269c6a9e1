package io.waybill.schemas.rules;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * How many leading components of a repository's path are dropped at the target, as in Harbor's
 * replication rules: {@code none}, {@code all} (only the last is kept) or a number of levels. The
 * last component always stays.
 *
 * @param levels how many; {@link Integer#MAX_VALUE} for all
 */
public record Flatten(int levels) {
  /** Nothing is dropped. */
  public static final Flatten NONE = new Flatten(0);

  /** Everything but the last component is dropped. */
  public static final Flatten ALL = new Flatten(Integer.MAX_VALUE);

  /** Refuses negative numbers. */
  public Flatten {
    if (levels < 0) {
      throw new IllegalArgumentException("flatten must be none, all or a number of levels >= 1");
    }
  }

  /** Reads {@code none}, {@code all} or a number. */
  @JsonCreator
  public static Flatten parse(String text) {
    return switch (text) {
      case "none" -> NONE;
      case "all" -> ALL;
      default -> {
        if (!text.matches("[1-9][0-9]{0,2}")) {
          throw new IllegalArgumentException(
              "flatten must be none, all or a number of levels >= 1, not \"" + text + "\"");
        }
        yield new Flatten(Integer.parseInt(text));
      }
    };
  }

  /** Reads the number where it is written as one; 0 is none. */
  @JsonCreator
  static Flatten ofLevels(int levels) {
    return new Flatten(levels);
  }

  /** The path without its first components. */
  public String apply(String path) {
    String kept = path;
    for (int i = 0; i < levels; i++) {
      int slash = kept.indexOf('/');
      if (slash < 0) {
        break;
      }
      kept = kept.substring(slash + 1);
    }
    return kept;
  }

  @JsonValue
  @Override
  public String toString() {
    return levels == 0 ? "none" : levels == Integer.MAX_VALUE ? "all" : Integer.toString(levels);
  }
}
