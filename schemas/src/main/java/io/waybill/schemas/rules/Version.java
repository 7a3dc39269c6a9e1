package io.waybill.schemas.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A version as semver.org 2.0.0 orders them, as tags write it: {@code 1.2.3}, {@code v1.2.3-rc.1},
 * {@code 1.2}, {@code 1.2.3_build5}.
 *
 * <p>At least two numbers are needed: one alone ({@code 20}, {@code 20261122}) is as often a build
 * or a date. A third one that is left out is 0. No tag may contain {@code +}, so Helm writes {@code
 * _} before the build (helm.sh/docs/topics/registries, "OCI references and tags"); the build has no
 * part in the order.
 *
 * @param major the first number
 * @param minor the second
 * @param patch the third
 * @param preRelease what follows the dash, by its dots; empty for a release
 */
record Version(long major, long minor, long patch, List<String> preRelease)
    implements Comparable<Version> {
  private static final int MAX_DIGITS = 18;

  /** Keeps a copy of the list. */
  Version {
    preRelease = List.copyOf(preRelease);
  }

  /** The release of these numbers. */
  static Version release(long major, long minor, long patch) {
    return new Version(major, minor, patch, List.of());
  }

  /** The lowest version of these numbers: below every pre-release of them. */
  static Version before(long major, long minor, long patch) {
    return new Version(major, minor, patch, List.of("0"));
  }

  /** The version that the tag is, where it is one. */
  static Optional<Version> parse(CharSequence tag) {
    int length = tag.length();
    if (length == 0) {
      return Optional.empty();
    }
    int at = tag.charAt(0) == 'v' || tag.charAt(0) == 'V' ? 1 : 0;
    long[] numbers = new long[3];
    int found = 0;
    while (found < numbers.length) {
      int end = endOfDigits(tag, at);
      if (end == at || end - at > MAX_DIGITS) {
        return Optional.empty();
      }
      numbers[found++] = Long.parseLong(tag, at, end, 10);
      at = end;
      if (at == length || tag.charAt(at) != '.') {
        break;
      }
      at++;
    }
    // What follows is nothing, a build, or a pre-release; not a dot, and not a fourth number.
    boolean ends = at == length || "-_+".indexOf(tag.charAt(at)) >= 0;
    if (found < 2 || !ends || tag.charAt(at - 1) == '.') {
      return Optional.empty();
    }
    return preRelease(tag, at).map(pre -> new Version(numbers[0], numbers[1], numbers[2], pre));
  }

  private static Optional<List<String>> preRelease(CharSequence tag, int from) {
    int end = from;
    while (end < tag.length() && tag.charAt(end) != '_' && tag.charAt(end) != '+') {
      end++;
    }
    if (from == end) {
      return Optional.of(List.of());
    }
    List<String> identifiers = new ArrayList<>();
    for (String identifier : tag.subSequence(from + 1, end).toString().split("\\.", -1)) {
      if (identifier.isEmpty()) {
        return Optional.empty();
      }
      identifiers.add(identifier);
    }
    return Optional.of(identifiers);
  }

  private static int endOfDigits(CharSequence text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    return end;
  }

  boolean isPreRelease() {
    return !preRelease.isEmpty();
  }

  /** Whether the three numbers are the same. */
  boolean hasNumbersOf(Version other) {
    return major == other.major && minor == other.minor && patch == other.patch;
  }

  @Override
  public int compareTo(Version other) {
    int byNumbers = Long.compare(major, other.major);
    byNumbers = byNumbers != 0 ? byNumbers : Long.compare(minor, other.minor);
    byNumbers = byNumbers != 0 ? byNumbers : Long.compare(patch, other.patch);
    if (byNumbers != 0) {
      return byNumbers;
    }
    if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
      return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
    }
    for (int i = 0; i < Math.min(preRelease.size(), other.preRelease.size()); i++) {
      int byIdentifier = compare(preRelease.get(i), other.preRelease.get(i));
      if (byIdentifier != 0) {
        return byIdentifier;
      }
    }
    return Integer.compare(preRelease.size(), other.preRelease.size());
  }

  /** Numbers by their value, and below all others (semver.org 2.0.0, 11.4). */
  private static int compare(String one, String other) {
    boolean number = endOfDigits(one, 0) == one.length();
    if (number != (endOfDigits(other, 0) == other.length())) {
      return number ? -1 : 1;
    }
    return number ? NaturalOrder.compareNumbers(one, other) : one.compareTo(other);
  }
}
