package io.waybill.registry.sample;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.ManifestPayload;
import io.waybill.registry.manifests.ReferrersIndex;
import io.waybill.registry.protocol.BlobChecker;
import io.waybill.registry.protocol.BlobContent;
import io.waybill.registry.protocol.BlobOutcome;
import io.waybill.registry.protocol.BlobUploader;
import io.waybill.registry.protocol.ManifestPushed;
import io.waybill.registry.protocol.ManifestPusher;
import io.waybill.registry.protocol.ReferrersLister;
import io.waybill.registry.protocol.RegistryCaller;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.protocol.UploadLimits;
import io.waybill.registry.protocol.UploadProgress;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A real image, made up from a seed: the same seed and sizes give the same digests. Held in memory,
 * so it is for images of some megabytes.
 */
public final class SampleImage {
  /** Blobs up to this size are sent in one request. */
  private static final int SMALL = 512 * 1024;

  private final Map<Digest, byte[]> blobs;
  private final List<ManifestPayload> children;
  private final ManifestPayload top;
  private final Optional<ManifestPayload> signature;
  private final Optional<ManifestPayload> sbom;
  private final Optional<Descriptor> sbomDescriptor;

  SampleImage(SampleImageBuilder.Parts parts) {
    this.blobs = new LinkedHashMap<>(parts.blobs());
    this.children = List.copyOf(parts.children());
    this.top = parts.top();
    this.signature = parts.signature();
    this.sbom = parts.sbom();
    this.sbomDescriptor = parts.sbomDescriptor();
  }

  /** Starts an image of this seed. */
  public static SampleImageBuilder builder(long seed) {
    return new SampleImageBuilder(seed);
  }

  /** The digest that its tag will have. */
  public Digest digest() {
    return top.digest();
  }

  /** The digests of its manifests: the top one, then its platforms. */
  public List<Digest> manifests() {
    List<Digest> all = new ArrayList<>();
    all.add(top.digest());
    children.forEach(child -> all.add(child.digest()));
    return all;
  }

  /** The digests of all its blobs, those of the signature and the SBOM included. */
  public Collection<Digest> blobs() {
    return List.copyOf(blobs.keySet());
  }

  /** The size of all its blobs. */
  public long bytes() {
    return blobs.values().stream().mapToLong(bytes -> bytes.length).sum();
  }

  /** The tag that its signature stands under, where it has one: {@code sha256-<hex>.sig}. */
  public Optional<Tag> signatureTag() {
    return signature.map(s -> Tag.of(ReferrersLister.fallbackTag(digest()) + ".sig"));
  }

  /** The digest of its SBOM's manifest, an OCI referrer, where it has one. */
  public Optional<Digest> sbom() {
    return sbom.map(ManifestPayload::digest);
  }

  /**
   * Pushes what belongs to the image: blobs, platforms, signature and SBOM, and the tag last, so
   * that whoever is told of the tag finds all of it.
   */
  public void push(RegistryClients clients, TagReference reference) throws RegistryException {
    Repository repository = reference.repository();
    RegistryCaller caller = clients.getCaller(repository.registry(), Side.TARGET);
    for (Map.Entry<Digest, byte[]> blob : blobs.entrySet()) {
      pushBlob(caller, repository, blob.getKey(), blob.getValue());
    }
    ManifestPusher pusher = new ManifestPusher(caller);
    for (ManifestPayload child : children) {
      pusher.push(repository.digest(child.digest()), child);
    }
    if (signature.isPresent()) {
      pusher.push(repository.digest(top.digest()), top);
      pusher.push(repository.tag(signatureTag().orElseThrow()), signature.get());
    }
    if (sbom.isPresent()) {
      pusher.push(repository.digest(top.digest()), top);
      ManifestPushed pushed = pusher.push(repository.digest(sbom.get().digest()), sbom.get());
      if (pushed.subject().isEmpty()) {
        pusher.push(
            repository.tag(ReferrersLister.fallbackTag(top.digest())),
            ReferrersIndex.write(List.of(sbomDescriptor.orElseThrow())));
      }
    }
    pusher.push(reference, top);
  }

  private static void pushBlob(
      RegistryCaller caller, Repository repository, Digest digest, byte[] bytes)
      throws RegistryException {
    if (new BlobChecker(caller).check(repository, digest) instanceof BlobOutcome.Present) {
      return;
    }
    BlobUploader uploader = new BlobUploader(caller);
    if (bytes.length <= SMALL) {
      uploader.upload(repository, digest, bytes);
      return;
    }
    uploader.upload(
        repository,
        digest,
        BlobContent.of(bytes),
        new UploadLimits(SMALL, bytes.length),
        UploadProgress.NONE,
        null);
  }
}
