package io.waybill.registry.sample;

import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.Index;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.protocol.BlobPuller;
import io.waybill.registry.protocol.BlobStream;
import io.waybill.registry.protocol.ManifestChecker;
import io.waybill.registry.protocol.ManifestPuller;
import io.waybill.registry.protocol.ReferrersLister;
import io.waybill.registry.protocol.ReferrersOutcome;
import io.waybill.registry.protocol.RegistryCaller;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Pulls an image back from a target, every manifest and every byte of every blob, and compares it
 * with the source. What a copy claims, this proves.
 */
public final class ImageVerifier {
  private static final List<String> DIGEST_TAG_SUFFIXES = List.of(".sig", ".att", ".sbom");
  private static final int BUFFER = 128 * 1024;

  private final RegistryClients clients;

  /** A verifier; the clients stay the caller's to close. */
  public ImageVerifier(RegistryClients clients) {
    this.clients = clients;
  }

  /**
   * Compares the target with the source.
   *
   * @param referrers whether the signatures and other referrers of the source have to be there, too
   * @throws RegistryException with {@code DIGEST_MISMATCH} where they differ, or as the registries
   *     failed
   */
  public VerifiedImage verify(Reference source, Reference target, boolean referrers)
      throws RegistryException {
    Digest expected = digestOf(clients.getCaller(registry(source), Side.SOURCE), source);
    Digest actual = digestOf(clients.getCaller(registry(target), Side.SOURCE), target);
    if (!expected.equals(actual)) {
      throw differs(source, target, "the one is " + expected + " and the other " + actual);
    }
    Reading reading = new Reading(target.repository());
    reading.read(actual);
    int compared = 0;
    if (referrers) {
      for (Digest subject : List.copyOf(reading.manifests)) {
        compared += compareReferrers(subject, source.repository(), reading);
      }
    }
    return new VerifiedImage(
        actual, reading.manifests.size(), reading.blobs.size(), reading.bytes, compared);
  }

  private int compareReferrers(Digest subject, Repository source, Reading target)
      throws RegistryException {
    Set<Digest> there = referrersOf(target.repository, subject);
    int compared = 0;
    for (Digest referrer : referrersOf(source, subject)) {
      if (!there.contains(referrer)) {
        throw differs(
            source.digest(subject),
            target.repository.digest(subject),
            "the referrer " + referrer + " is not listed at the target");
      }
      target.read(referrer);
      compared++;
    }
    for (String suffix : DIGEST_TAG_SUFFIXES) {
      Tag tag = Tag.of(ReferrersLister.fallbackTag(subject) + suffix);
      Optional<Digest> expected = find(source.tag(tag));
      Optional<Digest> actual = find(target.repository.tag(tag));
      if (expected.isPresent()) {
        if (!expected.equals(actual)) {
          throw differs(
              source.tag(tag),
              target.repository.tag(tag),
              "the one is " + expected.get() + " and the other " + actual);
        }
        target.read(expected.get());
        compared++;
      }
    }
    return compared;
  }

  private Set<Digest> referrersOf(Repository repository, Digest subject) throws RegistryException {
    RegistryCaller caller = clients.getCaller(repository.registry(), Side.SOURCE);
    List<Descriptor> listed =
        switch (new ReferrersLister(caller).list(repository, subject)) {
          case ReferrersOutcome.Listed found -> found.referrers();
          case ReferrersOutcome.Unsupported unsupported -> listedByTag(repository, subject);
        };
    Set<Digest> digests = new HashSet<>();
    listed.forEach(descriptor -> digests.add(descriptor.digest()));
    return digests;
  }

  private List<Descriptor> listedByTag(Repository repository, Digest subject)
      throws RegistryException {
    Reference tag = repository.tag(ReferrersLister.fallbackTag(subject));
    if (find(tag).isEmpty()) {
      return List.of();
    }
    RegistryCaller caller = clients.getCaller(repository.registry(), Side.SOURCE);
    return new ManifestPuller(caller).pull(tag) instanceof Index index
        ? index.manifests()
        : List.of();
  }

  private Optional<Digest> find(Reference reference) throws RegistryException {
    RegistryCaller caller = clients.getCaller(registry(reference), Side.SOURCE);
    return new ManifestChecker(caller).check(reference).digest();
  }

  private static Registry registry(Reference reference) {
    return reference.repository().registry();
  }

  private static Digest digestOf(RegistryCaller caller, Reference reference)
      throws RegistryException {
    return new ManifestPuller(caller).pull(reference).digest();
  }

  private static RegistryException differs(Reference source, Reference target, String how) {
    return RegistryException.because(
            FailureCode.DIGEST_MISMATCH, "compare " + source + " with " + target, how, null)
        .asSpent();
  }

  /** What was read of one repository. */
  private final class Reading {
    private final Repository repository;
    private final RegistryCaller caller;
    private final List<Digest> manifests = new ArrayList<>();
    private final Set<Digest> blobs = new HashSet<>();
    private long bytes;

    Reading(Repository repository) {
      this.repository = repository;
      this.caller = clients.getCaller(repository.registry(), Side.SOURCE);
    }

    void read(Digest digest) throws RegistryException {
      if (manifests.contains(digest)) {
        return;
      }
      manifests.add(digest);
      Manifest manifest = new ManifestPuller(caller).pull(repository.digest(digest));
      for (Descriptor child : manifest.manifests()) {
        read(child.digest());
      }
      for (Descriptor blob : manifest.blobs()) {
        if (!(blob.isForeign() && !blob.urls().isEmpty()) && blobs.add(blob.digest())) {
          drain(blob);
        }
      }
    }

    private void drain(Descriptor blob) throws RegistryException {
      byte[] buffer = new byte[BUFFER];
      try (BlobStream in = new BlobPuller(caller).pull(repository, blob)) {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          bytes += count;
        }
      } catch (RegistryException failure) {
        throw failure;
      } catch (IOException impossible) {
        throw new IllegalStateException("A blob's stream fails in one way only", impossible);
      }
    }
  }
}
