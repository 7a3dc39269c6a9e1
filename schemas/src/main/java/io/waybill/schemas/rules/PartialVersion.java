package io.waybill.schemas.rules;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version of which the end may be open, as in ranges: {@code 1}, {@code 1.2}, {@code 1.x}, {@code
 * *}, {@code 1.2.3-rc.1}.
 *
 * @param known how many of the three numbers are given
 * @param first the lowest version that it stands for
 */
record PartialVersion(int known, Version first) {
  private static final Pattern GRAMMAR =
      Pattern.compile(
          "[vV=]?([0-9]{1,18}|[xX*])(?:\\.([0-9]{1,18}|[xX*])(?:\\.([0-9]{1,18}|[xX*])"
              + "(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*+))?+(?:\\+[0-9A-Za-z.-]+)?)?)?");

  /** Reads a version or the beginning of one. */
  static Optional<PartialVersion> parse(String text) {
    Matcher matcher = GRAMMAR.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long[] numbers = new long[3];
    int known = 0;
    while (known < numbers.length && isNumber(matcher.group(known + 1))) {
      numbers[known] = Long.parseLong(matcher.group(known + 1));
      known++;
    }
    String preRelease = matcher.group(4);
    List<String> identifiers =
        preRelease == null || known < numbers.length
            ? List.of()
            : List.of(preRelease.split("\\.", -1));
    return Optional.of(
        new PartialVersion(known, new Version(numbers[0], numbers[1], numbers[2], identifiers)));
  }

  private static boolean isNumber(@Nullable String group) {
    return group != null && Character.isDigit(group.charAt(0));
  }

  boolean isWhole() {
    return known == 3;
  }

  /** What is below everything that it stands for. */
  Version lowest() {
    return isWhole() ? first : Version.before(first.major(), first.minor(), first.patch());
  }

  /** Where what it stands for ends; empty where it stands for everything. */
  Optional<Version> next() {
    return switch (known) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(Version.before(first.major() + 1, 0, 0));
      default -> Optional.of(Version.before(first.major(), first.minor() + 1, 0));
    };
  }

  /** Where {@code ^} ends: where the leftmost number that is not 0 changes. */
  Optional<Version> nextIncompatible() {
    if (known == 0) {
      return Optional.empty();
    }
    if (first.major() > 0 || known == 1) {
      return Optional.of(Version.before(first.major() + 1, 0, 0));
    }
    if (first.minor() > 0 || known == 2) {
      return Optional.of(Version.before(0, first.minor() + 1, 0));
    }
    return Optional.of(Version.before(0, 0, first.patch() + 1));
  }
}
