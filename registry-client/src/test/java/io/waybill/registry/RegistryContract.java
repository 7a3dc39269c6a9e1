package io.waybill.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.registry.copy.CopyEngine;
import io.waybill.registry.copy.CopyListener;
import io.waybill.registry.copy.CopyOutcome;
import io.waybill.registry.copy.CopyReport;
import io.waybill.registry.copy.CopyRequest;
import io.waybill.registry.copy.StreamingCopyEngine;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.Side;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.registry.manifests.Manifest;
import io.waybill.registry.protocol.BlobChecker;
import io.waybill.registry.protocol.BlobMounter;
import io.waybill.registry.protocol.BlobOutcome;
import io.waybill.registry.protocol.BlobPuller;
import io.waybill.registry.protocol.BlobStream;
import io.waybill.registry.protocol.BlobUploader;
import io.waybill.registry.protocol.CatalogLister;
import io.waybill.registry.protocol.ManifestChecker;
import io.waybill.registry.protocol.ManifestOutcome;
import io.waybill.registry.protocol.ManifestPuller;
import io.waybill.registry.protocol.MountOutcome;
import io.waybill.registry.protocol.PingChecker;
import io.waybill.registry.protocol.PingOutcome;
import io.waybill.registry.protocol.RegistryCaller;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.protocol.TagLister;
import io.waybill.registry.protocol.UploadSession;
import io.waybill.registry.removal.Removal;
import io.waybill.registry.removal.RemovalReport;
import io.waybill.registry.removal.TagRemover;
import io.waybill.registry.sample.ImageVerifier;
import io.waybill.registry.sample.SampleImage;
import io.waybill.registry.sample.VerifiedImage;
import io.waybill.registry.transport.RequestBody;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.Overwrite;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What every registry that images are copied between has to do, and what the engine does with it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RegistryContract {
  private static final AtomicInteger NAMES = new AtomicInteger();

  private final RegistryClients clients = new RegistryClients(new AddressDirectory(Set.of()));
  private final CopyEngine engine = new StreamingCopyEngine(clients);

  /** The address of one registry. */
  abstract String one();

  /** The address of another registry. */
  abstract String other();

  @AfterAll
  void closeClients() {
    clients.close();
  }

  private static Repository fresh(String address) {
    return Repository.of(Registry.of(address), "contract/r" + NAMES.incrementAndGet());
  }

  private RegistryCaller caller() {
    return clients.getCaller(Registry.of(one()), Side.TARGET);
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  @Test
  void answersThePing() throws Exception {
    assertThat(new PingChecker(caller()).check()).isInstanceOf(PingOutcome.Ready.class);
  }

  @Test
  void saysThatAManifestIsMissing() throws Exception {
    ManifestOutcome outcome = new ManifestChecker(caller()).check(fresh(one()).tag(Tag.of("v1")));

    assertThat(outcome).isEqualTo(new ManifestOutcome.Missing());
  }

  @Test
  void takesASmallBlobAndGivesItBack() throws Exception {
    Repository repository = fresh(one());
    byte[] content = bytes(1000);
    Digest digest = Digest.sha256(content);

    new BlobUploader(caller()).upload(repository, digest, content);

    assertThat(new BlobChecker(caller()).check(repository, digest))
        .isEqualTo(new BlobOutcome.Present(1000));
    assertThat(pull(repository, Descriptor.of("", digest, 1000))).isEqualTo(content);
  }

  @Test
  void takesALargeBlobInASession() throws Exception {
    Repository repository = fresh(one());
    byte[] content = bytes(3_000_000);
    Digest digest = Digest.sha256(content);

    try (UploadSession session = new BlobUploader(caller()).open(repository)) {
      session.write(digest, RequestBody.of(content));
      session.commit(digest);
    }

    assertThat(pull(repository, Descriptor.of("", digest, content.length))).isEqualTo(content);
  }

  @Test
  void takesAnEmptyBlob() throws Exception {
    Repository repository = fresh(one());
    Digest digest = Digest.sha256(new byte[0]);

    new BlobUploader(caller()).upload(repository, digest, new byte[0]);

    assertThat(pull(repository, Descriptor.of("", digest, 0))).isEmpty();
  }

  @Test
  void mountsABlobOfAnotherRepository() throws Exception {
    Repository from = fresh(one());
    Repository to = fresh(one());
    byte[] content = bytes(2000);
    Digest digest = Digest.sha256(content);
    new BlobUploader(caller()).upload(from, digest, content);

    MountOutcome outcome = new BlobMounter(caller()).mount(to, digest, from);

    assertThat(outcome).isEqualTo(new MountOutcome.Mounted());
    assertThat(pull(to, Descriptor.of("", digest, 2000))).isEqualTo(content);
  }

  @Test
  void opensASessionWhereThereIsNothingToMount() throws Exception {
    MountOutcome outcome =
        new BlobMounter(caller()).mount(fresh(one()), Digest.sha256(bytes(17)), fresh(one()));

    assertThat(outcome).isInstanceOf(MountOutcome.SessionOpened.class);
    ((MountOutcome.SessionOpened) outcome).session().close();
  }

  @Test
  void listsTagsAndRepositories() throws Exception {
    Repository repository = fresh(one());
    SampleImage image = SampleImage.builder(1).platforms("linux/amd64").layers(1, 100).build();
    image.push(clients, repository.tag(Tag.of("v1")));
    image.push(clients, repository.tag(Tag.of("v2")));

    assertThat(new TagLister(caller()).list(repository))
        .containsExactlyInAnyOrder(Tag.of("v1"), Tag.of("v2"));
    assertThat(new CatalogLister(caller()).list()).contains(repository);
  }

  @Test
  void keepsAManifestByteForByte() throws Exception {
    TagReference reference = fresh(one()).tag(Tag.of("v1"));
    SampleImage image = SampleImage.builder(2).build();
    image.push(clients, reference);

    Manifest pulled = new ManifestPuller(caller()).pull(reference);

    assertThat(pulled.digest()).isEqualTo(image.digest());
    assertThat(Digest.sha256(pulled.bytes())).isEqualTo(image.digest());
  }

  @Test
  void receivesAMultiPlatformImageWithItsSignatureAndSbom() throws Exception {
    TagReference source = fresh(one()).tag(Tag.of("v1"));
    TagReference target = fresh(other()).tag(Tag.of("v1-copy"));
    SampleImage image = SampleImage.builder(3).layers(3, 700_000).signed().withSbom().build();
    image.push(clients, source);

    CopyReport report =
        engine.copy(CopyRequest.of(source, target).withReferrers(true), CopyListener.NONE);

    assertThat(report.outcome()).isEqualTo(CopyOutcome.COPIED);
    assertThat(report.targetBefore()).isEmpty();
    assertThat(report.targetAfter()).contains(image.digest());
    assertThat(report.referrers()).hasSize(2);
    // The empty blob of an SBOM may have come with another image already.
    assertThat(report.transfer().bytesRead() + report.transfer().bytesMounted())
        .isEqualTo(image.bytes());
    VerifiedImage verified = new ImageVerifier(clients).verify(source, target, true);
    assertThat(verified.digest()).isEqualTo(image.digest());
    assertThat(verified.referrers()).isEqualTo(2);
    assertThat(verified.blobs()).isEqualTo(image.blobs().size());
  }

  @Test
  void needsNoByteForACopyInsideOneRegistry() throws Exception {
    TagReference source = fresh(one()).tag(Tag.of("v1"));
    TagReference target = fresh(one()).tag(Tag.of("v1"));
    SampleImage image = SampleImage.builder(4).build();
    image.push(clients, source);

    CopyReport report = engine.copy(CopyRequest.of(source, target), CopyListener.NONE);

    assertThat(report.transfer().bytesRead()).isZero();
    assertThat(report.transfer().blobsMounted()).isEqualTo(image.blobs().size());
    assertThat(new ImageVerifier(clients).verify(source, target, false).digest())
        .isEqualTo(image.digest());
  }

  @Test
  void carriesASignatureThatCameLater() throws Exception {
    TagReference source = fresh(one()).tag(Tag.of("v1"));
    TagReference target = fresh(other()).tag(Tag.of("v1"));
    SampleImage.builder(5).build().push(clients, source);
    CopyRequest request = CopyRequest.of(source, target).withReferrers(true);
    engine.copy(request, CopyListener.NONE);
    SampleImage.builder(5).signed().withSbom().build().push(clients, source);

    CopyReport report = engine.copy(request, CopyListener.NONE);

    assertThat(report.outcome()).isEqualTo(CopyOutcome.ALREADY_PRESENT);
    assertThat(report.referrers()).hasSize(2);
    assertThat(new ImageVerifier(clients).verify(source, target, true).referrers()).isEqualTo(2);
  }

  @Test
  void keepsTheReplacedImageUnderABackupTag() throws Exception {
    TagReference source = fresh(one()).tag(Tag.of("v1"));
    TagReference target = fresh(other()).tag(Tag.of("v1"));
    SampleImage old = SampleImage.builder(6).build();
    old.push(clients, target);
    SampleImage image = SampleImage.builder(7).build();
    image.push(clients, source);

    CopyReport report =
        engine.copy(
            CopyRequest.of(source, target).withOverwrite(Overwrite.BACKUP), CopyListener.NONE);

    assertThat(report.targetBefore()).contains(old.digest());
    assertThat(report.targetAfter()).contains(image.digest());
    TagReference backup = target.repository().tag(report.backupTag().orElseThrow());
    assertThat(backup.tag().name()).isEqualTo("v1-backup-" + old.digest().hex().substring(0, 12));
    assertThat(new ManifestPuller(caller(other())).pull(backup).digest()).isEqualTo(old.digest());
  }

  @Test
  void takesATagAwayWhoseSourceIsGone() throws Exception {
    TagReference source = fresh(one()).tag(Tag.of("v1"));
    TagReference target = fresh(other()).tag(Tag.of("v1"));
    SampleImage gone = SampleImage.builder(8).build();
    SampleImage kept = SampleImage.builder(9).build();
    kept.push(clients, source.repository().tag(Tag.of("v2")));
    gone.push(clients, target);
    kept.push(clients, target.repository().tag(Tag.of("v2")));

    RemovalReport report =
        new TagRemover(clients).remove(new Removal(source, target, Set.of(gone.digest()), false));

    assertThat(report.outcome()).isEqualTo(RemovalReport.Outcome.REMOVED);
    assertThat(new ManifestChecker(caller(other())).check(target))
        .isEqualTo(new ManifestOutcome.Missing());
    assertThat(
            new ManifestChecker(caller(other()))
                .check(target.repository().tag(Tag.of("v2")))
                .digest())
        .contains(kept.digest());
  }

  @Test
  void neverTakesAnotherTagOfTheSameDigestAway() throws Exception {
    TagReference source = fresh(one()).tag(Tag.of("v1"));
    TagReference target = fresh(other()).tag(Tag.of("v1"));
    TagReference stable = target.repository().tag(Tag.of("stable"));
    SampleImage image = SampleImage.builder(10).build();
    SampleImage.builder(11).build().push(clients, source.repository().tag(Tag.of("v2")));
    image.push(clients, target);
    image.push(clients, stable);

    try {
      new TagRemover(clients).remove(new Removal(source, target, Set.of(image.digest()), false));
    } catch (RegistryException byDigestOnly) {
      assertThat(byDigestOnly.code()).isEqualTo(FailureCode.DELETE_REFUSED);
    }

    assertThat(new ManifestChecker(caller(other())).check(stable).digest())
        .contains(image.digest());
  }

  private RegistryCaller caller(String address) {
    return clients.getCaller(Registry.of(address), Side.SOURCE);
  }

  private byte[] pull(Repository repository, Descriptor blob) throws Exception {
    try (BlobStream in = new BlobPuller(caller()).pull(repository, blob)) {
      return in.readAllBytes();
    }
  }
}
