package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.manifests.ManifestPayload;
import io.waybill.registry.pace.Bandwidth;
import io.waybill.registry.protocol.BlobChecker;
import io.waybill.registry.protocol.BlobContent;
import io.waybill.registry.protocol.BlobMounter;
import io.waybill.registry.protocol.BlobOutcome;
import io.waybill.registry.protocol.BlobUploader;
import io.waybill.registry.protocol.ManifestChecker;
import io.waybill.registry.protocol.ManifestOutcome;
import io.waybill.registry.protocol.ManifestPuller;
import io.waybill.registry.protocol.ManifestPushed;
import io.waybill.registry.protocol.ManifestPusher;
import io.waybill.registry.protocol.MountOutcome;
import io.waybill.registry.protocol.Notice;
import io.waybill.registry.protocol.OpeningSession;
import io.waybill.registry.protocol.ReferrersLister;
import io.waybill.registry.protocol.ReferrersOutcome;
import io.waybill.registry.protocol.RegistryCaller;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.protocol.UploadLimits;
import io.waybill.registry.protocol.UploadProgress;
import io.waybill.registry.protocol.UploadSession;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Repository;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a copy asks of the repository that it writes. */
final class TargetRepository {
  private final Repository name;
  private final ManifestChecker manifestChecker;
  private final ManifestPuller manifestPuller;
  private final ManifestPusher manifestPusher;
  private final BlobChecker blobChecker;
  private final BlobMounter blobMounter;
  private final BlobUploader blobUploader;
  private final ReferrersLister referrersLister;

  TargetRepository(
      RegistryClients clients, CopySettings settings, Repository name, List<Bandwidth> limits) {
    RegistryCaller caller = clients.getTargetCaller(name.registry(), limits);
    this.name = name;
    this.manifestChecker = new ManifestChecker(caller);
    this.manifestPuller = new ManifestPuller(caller, settings.largestManifest());
    this.manifestPusher = new ManifestPusher(caller);
    this.blobChecker = new BlobChecker(caller);
    this.blobMounter = new BlobMounter(caller);
    this.blobUploader = new BlobUploader(caller);
    this.referrersLister = new ReferrersLister(caller);
  }

  Repository name() {
    return name;
  }

  /** The digest that the reference has now; empty where there is none. */
  Optional<Digest> findDigest(Reference reference) throws RegistryException {
    return manifestChecker.check(reference).digest();
  }

  /** What the reference leads to now; empty where there is none. */
  Optional<Descriptor> findDescriptor(Reference reference) throws RegistryException {
    return switch (manifestChecker.check(reference)) {
      case ManifestOutcome.Present present -> Optional.of(present.descriptor());
      case ManifestOutcome.Missing missing -> Optional.empty();
    };
  }

  /** The manifest; empty where there is none. */
  Optional<Manifest> find(Reference reference) throws RegistryException {
    try {
      return Optional.of(manifestPuller.pull(reference));
    } catch (RegistryException failure) {
      if (failure.hasStatus(404) || failure.code() == FailureCode.TARGET_REPOSITORY_MISSING) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  ManifestPushed push(Reference reference, ManifestPayload manifest, Notice notice)
      throws RegistryException {
    return manifestPusher.push(reference, manifest, notice);
  }

  BlobOutcome checkBlob(Digest digest) throws RegistryException {
    return blobChecker.check(name, digest);
  }

  MountOutcome mountBlob(Digest digest, Repository from) throws RegistryException {
    return blobMounter.mount(name, digest, from);
  }

  /** Opens an upload before there is anything to send, where that saves time. */
  Optional<OpeningSession> beginUploadEarly(boolean inMemory) {
    return blobUploader.beginEarly(name, inMemory);
  }

  void uploadBlob(
      Digest digest, byte[] content, UploadProgress progress, @Nullable UploadSession opened)
      throws RegistryException {
    blobUploader.upload(name, digest, content, progress, opened);
  }

  void uploadBlob(
      Digest digest,
      BlobContent content,
      UploadLimits limits,
      UploadProgress progress,
      @Nullable UploadSession opened)
      throws RegistryException {
    blobUploader.upload(name, digest, content, limits, progress, opened);
  }

  ReferrersOutcome listReferrers(Digest subject) throws RegistryException {
    return referrersLister.list(name, subject);
  }
}
