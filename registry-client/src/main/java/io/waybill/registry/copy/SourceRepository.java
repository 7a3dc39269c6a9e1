package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.feed.SharedReads;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.protocol.BlobPosition;
import io.waybill.registry.protocol.BlobPuller;
import io.waybill.registry.protocol.BlobStream;
import io.waybill.registry.protocol.ManifestChecker;
import io.waybill.registry.protocol.ManifestPuller;
import io.waybill.registry.protocol.ReferrersLister;
import io.waybill.registry.protocol.ReferrersOutcome;
import io.waybill.registry.protocol.RegistryCaller;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.DigestReference;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.TagReference;
import java.util.Optional;

/** What a copy asks of the repository that it reads. */
final class SourceRepository {
  private final Repository name;
  private final RegistryCaller caller;
  private final SharedReads reads;
  private final ManifestChecker manifestChecker;
  private final ManifestPuller manifestPuller;
  private final BlobPuller blobPuller;
  private final ReferrersLister referrersLister;

  SourceRepository(EngineParts parts, Repository name) {
    this.name = name;
    this.caller = parts.clients().getCaller(name.registry(), Side.SOURCE);
    this.reads = parts.reads();
    this.manifestChecker = new ManifestChecker(caller);
    this.manifestPuller = new ManifestPuller(caller, parts.settings().largestManifest());
    this.blobPuller = new BlobPuller(caller);
    this.referrersLister = new ReferrersLister(caller);
  }

  Repository name() {
    return name;
  }

  /** The digest that the reference has now; empty where there is none. */
  Optional<Digest> findDigest(Reference reference) throws RegistryException {
    return manifestChecker.check(reference).digest();
  }

  /** The manifest, which another copy may have read a moment ago. */
  Manifest pull(Digest digest) throws RegistryException {
    DigestReference reference = name.digest(digest);
    return reads.getManifest(reference, () -> manifestPuller.pull(reference));
  }

  /** The manifest; empty where there is none. */
  Optional<Manifest> find(Reference reference) throws RegistryException {
    try {
      return Optional.of(
          switch (reference) {
            case DigestReference fixed -> pull(fixed.digest());
            case TagReference tagged -> manifestPuller.pull(tagged);
          });
    } catch (RegistryException failure) {
      if (failure.hasStatus(404)) {
        return Optional.empty();
      }
      throw failure;
    }
  }

  BlobStream pullBlob(Descriptor blob) throws RegistryException {
    return blobPuller.pull(name, blob);
  }

  /** The blob from there on. */
  BlobStream pullBlob(Descriptor blob, BlobPosition position) throws RegistryException {
    return blobPuller.pull(name, blob, position);
  }

  /** Whether its bytes are slowed down on purpose, or it is left alone for now. */
  boolean isHeldBack() {
    return caller.isHeldBack();
  }

  /** Whether the registry was found to have no API for referrers, a short while ago. */
  boolean isWithoutReferrersApi() {
    return referrersLister.isUnsupported();
  }

  ReferrersOutcome listReferrers(Digest subject) throws RegistryException {
    return referrersLister.list(name, subject);
  }
}
