package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.ImageManifest;
import io.waybill.registry.manifests.Index;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.manifests.Platform;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.rules.PlatformMode;
import io.waybill.schemas.rules.PlatformSelection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds what of an image is wanted: all of it, or what runs on the selected platforms. An image
 * that is no index is wanted whole where its config fits. What runs nowhere (artifacts, charts,
 * Docker schema 1, which has no platform to go by) is wanted in any case.
 */
final class ImageSelector {
  private final CopyJob job;
  private final Optional<PlatformSelection> selection;

  ImageSelector(CopyJob job, Optional<PlatformSelection> selection) {
    this.job = job;
    this.selection = selection;
  }

  /** The selection that a sparse index at the target is known to be whole for. */
  Optional<PlatformSelection> selection() {
    return selection;
  }

  /** Whether a selected image may have a digest of its own. */
  boolean rebuilds() {
    return selection.filter(chosen -> chosen.mode() == PlatformMode.REBUILT).isPresent();
  }

  /** What the target is to show for a source's digest, where that is known without reading it. */
  Optional<Digest> findWanted(Digest source) {
    return rebuilds()
        ? job.parts().rebuiltDigests().find(source, selection.orElseThrow())
        : Optional.of(source);
  }

  /** What is wanted; fails with {@code PLATFORM_NOT_FOUND} where that is nothing. */
  SelectedImage select(Manifest source) throws RegistryException {
    if (selection.isEmpty()) {
      return SelectedImage.whole(source);
    }
    SelectedImage image =
        source instanceof Index index
            ? selectOf(index, selection.get())
            : requireFit(source, selection.get());
    if (rebuilds()) {
      job.parts().rebuiltDigests().learn(source.digest(), selection.get(), image.top().digest());
    }
    return image;
  }

  private SelectedImage selectOf(Index index, PlatformSelection chosen) throws RegistryException {
    IndexSelection found = new IndexSelection(job, chosen, index.digest());
    Optional<Index> top = found.choose(index);
    if (top.isEmpty() || found.hasFoundNothing()) {
      throw nothingFound(index.digest(), chosen, found.offered());
    }
    return found.selected(index, top.get());
  }

  private SelectedImage requireFit(Manifest source, PlatformSelection chosen)
      throws RegistryException {
    Optional<Platform> platform =
        source instanceof ImageManifest image
            ? new ConfigReader(job).findPlatform(image)
            : Optional.empty();
    if (platform.isPresent() && !IndexSelection.fits(chosen, platform.get())) {
      throw nothingFound(source.digest(), chosen, Set.of(platform.get().toString()));
    }
    return SelectedImage.whole(source);
  }

  private RegistryException nothingFound(
      Digest source, PlatformSelection chosen, Set<String> offered) {
    List<String> sorted = offered.stream().sorted().toList();
    return RegistryException.because(
            FailureCode.PLATFORM_NOT_FOUND,
            "select " + chosen + " of " + job.source().name().digest(source),
            "the image is for "
                + sorted.stream().limit(20).collect(Collectors.joining(", "))
                + (sorted.size() > 20 ? " and " + (sorted.size() - 20) + " more" : ""),
            null)
        .asSpent();
  }
}
