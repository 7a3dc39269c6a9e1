package io.waybill.schemas.rules;

import io.waybill.schemas.rules.VersionBound.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads npm's ranges of versions (docs.npmjs.com, "semver", "Ranges"). */
final class VersionRangeParser {
  private static final List<String> OPERATORS = List.of(">=", "<=", ">", "<", "=", "^", "~");

  private final String range;

  VersionRangeParser(String range) {
    this.range = range;
  }

  /** The range as bounds that hold together, in alternatives of which one is enough. */
  List<List<VersionBound>> alternatives() {
    List<List<VersionBound>> alternatives = new ArrayList<>();
    for (String alternative : range.split("\\|\\|", -1)) {
      if (alternative.isBlank()) {
        throw new IllegalArgumentException("there is nothing on one side of ||");
      }
      alternatives.add(List.copyOf(bounds(alternative.strip().split("\\s+", -1))));
    }
    return List.copyOf(alternatives);
  }

  private static List<VersionBound> bounds(String[] words) {
    if (words.length == 3 && words[1].equals("-")) {
      List<VersionBound> bounds = new ArrayList<>(from(partial(words[0])));
      bounds.addAll(upTo(partial(words[2])));
      return bounds;
    }
    List<VersionBound> bounds = new ArrayList<>();
    String operator = "";
    for (String word : words) {
      String own = operatorOf(word);
      if (!own.isEmpty() && !operator.isEmpty()) {
        throw new IllegalArgumentException("no version follows \"" + operator + "\"");
      }
      operator = own.isEmpty() ? operator : own;
      // "> 1.2" is one bound in two words.
      if (word.length() > own.length()) {
        bounds.addAll(bounds(operator, partial(word.substring(own.length()))));
        operator = "";
      }
    }
    if (!operator.isEmpty()) {
      throw new IllegalArgumentException("no version follows \"" + operator + "\"");
    }
    return bounds;
  }

  private static String operatorOf(String word) {
    return OPERATORS.stream().filter(word::startsWith).findFirst().orElse("");
  }

  private static List<VersionBound> bounds(String operator, PartialVersion version) {
    return switch (operator) {
      case ">" -> above(version);
      case ">=" -> from(version);
      case "<" -> List.of(new VersionBound(Relation.BELOW, version.lowest()));
      case "<=" -> upTo(version);
      case "^" -> within(version, version.nextIncompatible());
      case "~" -> within(version, version.next());
      default ->
          version.isWhole()
              ? List.of(new VersionBound(Relation.EQUAL, version.first()))
              : within(version, version.next());
    };
  }

  private static List<VersionBound> above(PartialVersion version) {
    if (version.isWhole()) {
      return List.of(new VersionBound(Relation.ABOVE, version.first()));
    }
    // Nothing is above "any version".
    return version
        .next()
        .map(
            next ->
                List.of(
                    new VersionBound(
                        Relation.FROM, Version.release(next.major(), next.minor(), next.patch()))))
        .orElse(List.of(new VersionBound(Relation.BELOW, Version.before(0, 0, 0))));
  }

  private static List<VersionBound> from(PartialVersion version) {
    return List.of(new VersionBound(Relation.FROM, version.first()));
  }

  private static List<VersionBound> upTo(PartialVersion version) {
    if (version.isWhole()) {
      return List.of(new VersionBound(Relation.UP_TO, version.first()));
    }
    return version
        .next()
        .map(next -> List.of(new VersionBound(Relation.BELOW, next)))
        .orElse(List.of());
  }

  private static List<VersionBound> within(PartialVersion version, Optional<Version> end) {
    List<VersionBound> bounds = new ArrayList<>(from(version));
    end.ifPresent(next -> bounds.add(new VersionBound(Relation.BELOW, next)));
    return bounds;
  }

  private static PartialVersion partial(String word) {
    return PartialVersion.parse(word)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\""
                        + word
                        + "\" is not a version or the beginning of one; ranges look like"
                        + " semver:>=1.2 <2, semver:^1.4 or semver:1.x || 2.x"));
  }
}
