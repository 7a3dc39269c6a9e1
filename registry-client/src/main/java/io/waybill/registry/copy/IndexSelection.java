package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.ImageManifest;
import io.waybill.registry.manifests.Index;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.manifests.MediaTypes;
import io.waybill.registry.manifests.Platform;
import io.waybill.registry.manifests.RebuiltIndex;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.rules.PlatformMode;
import io.waybill.schemas.rules.PlatformSelection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One walk through an index and the indexes in it, to see what of them is wanted. An index of which
 * one entry is left stays an index: who asks for a tag gets the same kind of thing as before.
 */
final class IndexSelection {
  /** How BuildKit marks an attestation, and says what it is about. */
  private static final String ABOUT = "vnd.docker.reference.digest";

  /** Deeper than anybody nests indexes. */
  private static final int DEEPEST = 32;

  private final CopyJob job;
  private final PlatformSelection selection;
  private final ImageWeight weight;
  private final Set<String> offered = new TreeSet<>();
  private final Map<Digest, List<Descriptor>> followed = new HashMap<>();
  private final Map<Digest, Manifest> known = new HashMap<>();
  private final Set<Digest> made = new HashSet<>();

  /** What is left of each index; empty = nothing. */
  private final Map<Digest, Optional<Index>> chosen = new HashMap<>();

  private boolean matched;
  private int depth;

  /** A walk that begins at this index. */
  IndexSelection(CopyJob job, PlatformSelection selection, Digest top) {
    this.job = job;
    this.selection = selection;
    this.weight = new ImageWeight(job.source().name().digest(top));
  }

  static boolean fits(PlatformSelection selection, Platform platform) {
    return selection.matches(
        platform.os(),
        platform.architecture(),
        platform.variant().orElse(""),
        platform.osVersion().orElse(""));
  }

  /** The platforms that were seen. */
  Set<String> offered() {
    return offered;
  }

  /** Whether there were platforms, but none that is wanted. */
  boolean hasFoundNothing() {
    return !matched && !offered.isEmpty();
  }

  /** What was found, with this on top. */
  SelectedImage selected(Index source, Index top) {
    return new SelectedImage(source.digest(), top, followed, known, made);
  }

  /** What is left of the index, itself or made anew; empty where that is nothing. */
  Optional<Index> choose(Index index) throws RegistryException {
    Optional<Index> before = chosen.get(index.digest());
    if (before != null) {
      return before;
    }
    if (++depth > DEEPEST) {
      throw tooDeep(index);
    }
    Optional<Index> left = chooseAnew(index);
    depth--;
    chosen.put(index.digest(), left);
    return left;
  }

  private Optional<Index> chooseAnew(Index index) throws RegistryException {
    List<Optional<Descriptor>> entries = new ArrayList<>();
    Set<String> kept = new HashSet<>();
    for (Descriptor child : index.manifests()) {
      boolean follows = findSubject(child, index).isPresent();
      Optional<Descriptor> entry = follows ? Optional.empty() : choose(child);
      entry.ifPresent(there -> kept.add(child.digest().toString()));
      entries.add(entry);
    }
    for (int i = 0; i < entries.size(); i++) {
      Descriptor child = index.manifests().get(i);
      if (findSubject(child, index).filter(kept::contains).isPresent()) {
        entries.set(i, Optional.of(child));
      }
    }
    List<Descriptor> left = entries.stream().flatMap(Optional::stream).toList();
    if (left.equals(index.manifests())) {
      return Optional.of(index);
    }
    if (left.isEmpty() && index.blobs().isEmpty()) {
      return Optional.empty();
    }
    if (selection.mode() == PlatformMode.SPARSE) {
      followed.put(index.digest(), left);
      return Optional.of(index);
    }
    Index rebuilt = RebuiltIndex.write(index, entries);
    made.add(rebuilt.digest());
    return Optional.of(rebuilt);
  }

  /** What in the same index an attestation is about; empty where the child is none. */
  private static Optional<String> findSubject(Descriptor child, Index index) {
    return child.platform().filter(Platform::isKnown).isPresent()
        ? Optional.empty()
        : Optional.ofNullable(child.annotations().get(ABOUT))
            .filter(
                about ->
                    index.manifests().stream()
                        .anyMatch(other -> other.digest().toString().equals(about)));
  }

  /** How the child is named in what is left; empty where it is not wanted. */
  private Optional<Descriptor> choose(Descriptor child) throws RegistryException {
    Optional<Platform> named = child.platform().filter(Platform::isKnown);
    boolean index = MediaTypes.isIndex(child.mediaType());
    if (named.isPresent() && (!index || !fits(selection, named.get()))) {
      return wanted(child, named.get());
    }
    if (child.platform().isPresent() && !index) {
      // Of an unknown platform, and about nothing: an artifact.
      return Optional.of(child);
    }
    weight.expect(1);
    Optional<Manifest> read = job.source().find(job.source().name().digest(child.digest()));
    return read.isEmpty() ? Optional.of(child) : choose(child, weight.add(read.get()));
  }

  private Optional<Descriptor> choose(Descriptor child, Manifest read) throws RegistryException {
    if (read instanceof Index index) {
      Optional<Index> left = choose(index);
      left.ifPresent(inner -> known.put(inner.digest(), inner));
      return left.map(
          inner -> inner.digest().equals(index.digest()) ? child : renamed(child, inner));
    }
    known.put(read.digest(), read);
    Optional<Platform> platform =
        read instanceof ImageManifest image
            ? new ConfigReader(job).findPlatform(image)
            : Optional.empty();
    return platform.isEmpty() ? Optional.of(child) : wanted(child, platform.get());
  }

  private Optional<Descriptor> wanted(Descriptor child, Platform platform) {
    offered.add(platform.toString());
    if (!fits(selection, platform)) {
      return Optional.empty();
    }
    matched = true;
    return Optional.of(child);
  }

  private static Descriptor renamed(Descriptor entry, Index inner) {
    return new Descriptor(
        entry.mediaType(),
        inner.digest(),
        inner.bytes().length,
        entry.urls(),
        entry.platform(),
        entry.artifactType(),
        entry.annotations(),
        Optional.empty());
  }

  private RegistryException tooDeep(Index index) {
    return RegistryException.because(
            FailureCode.MANIFEST_INVALID,
            "read " + job.source().name().digest(index.digest()),
            "its indexes are nested more than " + DEEPEST + " deep",
            null)
        .asSpent();
  }
}
