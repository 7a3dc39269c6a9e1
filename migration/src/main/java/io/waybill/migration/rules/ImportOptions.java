package io.waybill.migration.rules;

import java.util.Map;
import java.util.Optional;

/**
 * What files do not say, because the other tool was told on its command line.
 *
 * @param names what registries are called here, by host; the others get names of their own
 * @param to where images go, {@code registry[/namespace]}: for skopeo, and for image-syncer's rules
 *     without a target
 * @param scoped skopeo's {@code --scoped}: the source's host and path stay in the target's path
 * @param allPlatforms skopeo's {@code --all}
 * @param local the host of the Harbor that the policies are from
 */
public record ImportOptions(
    Map<String, String> names,
    Optional<String> to,
    boolean scoped,
    boolean allPlatforms,
    Optional<String> local) {
  /** Nothing was said. */
  public static final ImportOptions NONE =
      new ImportOptions(Map.of(), Optional.empty(), false, false, Optional.empty());

  /** Keeps a copy. */
  public ImportOptions {
    names = Map.copyOf(names);
  }

  /**
   * Refuses what means nothing to the format, for whoever says it takes it to do something.
   *
   * @throws UnsaidException where there is such a thing
   */
  void requireMeaning(ImportFormat format) throws UnsaidException {
    boolean skopeo = format == ImportFormat.SKOPEO;
    require(skopeo || !scoped, "--scoped", "skopeo's files", format);
    require(skopeo || !allPlatforms, "--all", "skopeo's files", format);
    require(
        skopeo || format == ImportFormat.IMAGE_SYNCER || to.isEmpty(),
        "--to",
        "the files of skopeo and image-syncer",
        format);
    require(
        format == ImportFormat.HARBOR || local.isEmpty(), "--local", "Harbor's policies", format);
  }

  private static void require(boolean met, String option, String place, ImportFormat format)
      throws UnsaidException {
    if (!met) {
      throw new UnsaidException(
          "%s is about %s, and means nothing for %s: leave it out, or say another FORMAT."
              .formatted(option, place, format));
    }
  }
}
