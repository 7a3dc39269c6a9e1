package io.waybill.schemas.rules;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which platforms of an image are wanted, and what becomes of the index that names the others as
 * well. Two equal selections of one index give the same digest at the target, everywhere.
 *
 * @param platforms the wanted ones; at least one
 * @param mode what becomes of the index
 */
public record PlatformSelection(List<PlatformPattern> platforms, PlatformMode mode) {
  private static final int MAX_PLATFORMS = 50;

  /** Refuses a selection of nothing. */
  public PlatformSelection {
    platforms = List.copyOf(platforms);
    if (platforms.isEmpty() || platforms.size() > MAX_PLATFORMS) {
      throw new IllegalArgumentException("platforms must have 1 to " + MAX_PLATFORMS + " entries");
    }
  }

  /**
   * What two keys say together.
   *
   * @param platforms null or nothing = all
   * @param mode null only where there are no platforms: to leave some out is a loss that has to be
   *     declared
   */
  public static Optional<PlatformSelection> of(
      @Nullable List<PlatformPattern> platforms, @Nullable PlatformMode mode) {
    if (platforms == null || platforms.isEmpty()) {
      if (mode != null) {
        throw new IllegalArgumentException(
            "platformMode says what becomes of an index whose platforms are selected: name some in"
                + " platforms, or leave it out");
      }
      return Optional.empty();
    }
    if (mode == null) {
      throw new IllegalArgumentException(
          "platforms needs platformMode: sparse (the index keeps its digest, and names platforms"
              + " that are not there) or rebuilt (a new index with a digest of its own)");
    }
    return Optional.of(new PlatformSelection(platforms, mode));
  }

  /** Whether content for this platform is wanted; see {@link PlatformPattern#matches}. */
  public boolean matches(String os, String architecture, String variant, String osVersion) {
    return platforms.stream()
        .anyMatch(pattern -> pattern.matches(os, architecture, variant, osVersion));
  }

  @Override
  public String toString() {
    return platforms.stream().map(PlatformPattern::toString).collect(Collectors.joining(", "));
  }
}
