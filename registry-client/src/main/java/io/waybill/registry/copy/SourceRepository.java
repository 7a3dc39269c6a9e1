package io.waybill.registry.copy;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.protocol.BlobPuller;
import io.waybill.registry.protocol.BlobStream;
import io.waybill.registry.protocol.ManifestChecker;
import io.waybill.registry.protocol.ManifestPuller;
import io.waybill.registry.protocol.ReferrersLister;
import io.waybill.registry.protocol.ReferrersOutcome;
import io.waybill.registry.protocol.RegistryCaller;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Repository;
import java.util.Optional;

/** What a copy asks of the repository that it reads. */
final class SourceRepository {
  private final Repository name;
  private final ManifestChecker manifestChecker;
  private final ManifestPuller manifestPuller;
  private final BlobPuller blobPuller;
  private final ReferrersLister referrersLister;

  SourceRepository(RegistryClients clients, CopySettings settings, Repository name) {
    RegistryCaller caller = clients.getCaller(name.registry(), Side.SOURCE);
    this.name = name;
    this.manifestChecker = new ManifestChecker(caller);
    this.manifestPuller = new ManifestPuller(caller, settings.largestManifest());
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

  Manifest pull(Digest digest) throws RegistryException {
    return manifestPuller.pull(name.digest(digest));
  }

  /** The manifest; empty where there is none. */
  Optional<Manifest> find(Reference reference) throws RegistryException {
    try {
      return Optional.of(manifestPuller.pull(reference));
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

  /** Whether the registry was found to have no API for referrers, a short while ago. */
  boolean isWithoutReferrersApi() {
    return referrersLister.isUnsupported();
  }

  ReferrersOutcome listReferrers(Digest subject) throws RegistryException {
    return referrersLister.list(name, subject);
  }
}
