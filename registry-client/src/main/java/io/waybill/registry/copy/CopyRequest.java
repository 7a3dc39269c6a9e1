package io.waybill.registry.copy;

import io.waybill.schemas.names.DigestReference;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.rules.ArtifactType;
import io.waybill.schemas.rules.ForeignLayers;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.PlatformSelection;
import io.waybill.schemas.units.ByteRate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is to be made equal to what.
 *
 * @param source what is read; a tag is resolved when the copy starts, and looked at again
 * @param target what is written; may be in another repository and have another tag. A digest can
 *     only be the target of the same digest
 * @param overwrite what happens to a target tag that points to something else
 * @param referrers whether signatures, SBOMs and attestations are carried as well
 * @param timeout the longest the whole attempt may take; empty = as long as it needs
 * @param announcement what the source tag is said to have been moved to just now, where it is said
 * @param platforms which platforms of an image are wanted, and how; empty = all
 * @param bandwidth the most bytes that it writes to the target in a second; empty = its share of
 *     what the registries allow
 * @param foreignLayers what happens to layers that have an address of their own
 * @param artifacts the kinds of content that are wanted; empty = any
 * @param again whether the manifest and those that it names are put, and their blobs are looked at,
 *     also where the target shows them already
 */
public record CopyRequest(
    Reference source,
    Reference target,
    Overwrite overwrite,
    boolean referrers,
    Optional<Duration> timeout,
    Optional<Announcement> announcement,
    Optional<PlatformSelection> platforms,
    Optional<ByteRate> bandwidth,
    ForeignLayers foreignLayers,
    List<ArtifactType> artifacts,
    boolean again) {

  /** Refuses a digest target for anything but the same digest. */
  public CopyRequest {
    artifacts = List.copyOf(artifacts);
    if (target instanceof DigestReference to
        && !(source instanceof DigestReference from && from.digest().equals(to.digest()))) {
      throw new IllegalArgumentException(
          "Cannot copy "
              + source
              + " to "
              + target
              + ": a digest names its content, so the source has to be the same digest");
    }
  }

  /** A copy of what is wanted, where the target does not show it already. */
  public CopyRequest(
      Reference source,
      Reference target,
      Overwrite overwrite,
      boolean referrers,
      Optional<Duration> timeout,
      Optional<Announcement> announcement,
      Optional<PlatformSelection> platforms,
      Optional<ByteRate> bandwidth,
      ForeignLayers foreignLayers,
      List<ArtifactType> artifacts) {
    this(
        source,
        target,
        overwrite,
        referrers,
        timeout,
        announcement,
        platforms,
        bandwidth,
        foreignLayers,
        artifacts,
        false);
  }

  /** A copy of whatever the source is. */
  public CopyRequest(
      Reference source,
      Reference target,
      Overwrite overwrite,
      boolean referrers,
      Optional<Duration> timeout,
      Optional<Announcement> announcement,
      Optional<PlatformSelection> platforms,
      Optional<ByteRate> bandwidth,
      ForeignLayers foreignLayers) {
    this(
        source,
        target,
        overwrite,
        referrers,
        timeout,
        announcement,
        platforms,
        bandwidth,
        foreignLayers,
        List.of());
  }

  /** A copy of an image as it is, with all the bandwidth that there is. */
  public CopyRequest(
      Reference source,
      Reference target,
      Overwrite overwrite,
      boolean referrers,
      Optional<Duration> timeout,
      Optional<Announcement> announcement) {
    this(
        source,
        target,
        overwrite,
        referrers,
        timeout,
        announcement,
        Optional.empty(),
        Optional.empty(),
        ForeignLayers.KEEP);
  }

  /** A copy of a source that nobody announced. */
  public CopyRequest(
      Reference source,
      Reference target,
      Overwrite overwrite,
      boolean referrers,
      Optional<Duration> timeout) {
    this(source, target, overwrite, referrers, timeout, Optional.empty());
  }

  /** A copy that moves the target tag, without referrers and without a limit. */
  public static CopyRequest of(Reference source, Reference target) {
    return new CopyRequest(source, target, Overwrite.ALWAYS, false, Optional.empty());
  }

  /** The same with another policy. */
  public CopyRequest withOverwrite(Overwrite policy) {
    return new CopyRequest(
        source,
        target,
        policy,
        referrers,
        timeout,
        announcement,
        platforms,
        bandwidth,
        foreignLayers,
        artifacts,
        again);
  }

  /** The same with or without referrers. */
  public CopyRequest withReferrers(boolean carried) {
    return new CopyRequest(
        source,
        target,
        overwrite,
        carried,
        timeout,
        announcement,
        platforms,
        bandwidth,
        foreignLayers,
        artifacts,
        again);
  }

  /** The same with a limit. */
  public CopyRequest withTimeout(Duration limit) {
    return new CopyRequest(
        source,
        target,
        overwrite,
        referrers,
        Optional.of(limit),
        announcement,
        platforms,
        bandwidth,
        foreignLayers,
        artifacts,
        again);
  }

  /** The same with what is said of the source tag. */
  public CopyRequest withAnnouncement(Announcement said) {
    return new CopyRequest(
        source,
        target,
        overwrite,
        referrers,
        timeout,
        Optional.of(said),
        platforms,
        bandwidth,
        foreignLayers,
        artifacts,
        again);
  }

  /** The same for some platforms only. */
  public CopyRequest withPlatforms(PlatformSelection wanted) {
    return new CopyRequest(
        source,
        target,
        overwrite,
        referrers,
        timeout,
        announcement,
        Optional.of(wanted),
        bandwidth,
        foreignLayers,
        artifacts,
        again);
  }

  /** The same, writing no more than this in a second. */
  public CopyRequest withBandwidth(ByteRate most) {
    return new CopyRequest(
        source,
        target,
        overwrite,
        referrers,
        timeout,
        announcement,
        platforms,
        Optional.of(most),
        foreignLayers,
        artifacts,
        again);
  }

  /** The same with another policy for layers that have an address of their own. */
  public CopyRequest withForeignLayers(ForeignLayers policy) {
    return new CopyRequest(
        source,
        target,
        overwrite,
        referrers,
        timeout,
        announcement,
        platforms,
        bandwidth,
        policy,
        artifacts,
        again);
  }

  /** The same for some kinds of content only. */
  public CopyRequest withArtifacts(List<ArtifactType> wanted) {
    return new CopyRequest(
        source,
        target,
        overwrite,
        referrers,
        timeout,
        announcement,
        platforms,
        bandwidth,
        foreignLayers,
        wanted,
        again);
  }

  /** The same, put also where the target shows it already. */
  public CopyRequest withAgain() {
    return new CopyRequest(
        source,
        target,
        overwrite,
        referrers,
        timeout,
        announcement,
        platforms,
        bandwidth,
        foreignLayers,
        artifacts,
        true);
  }
}
