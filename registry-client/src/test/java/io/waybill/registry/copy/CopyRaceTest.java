package io.waybill.registry.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.failures.RegistryException;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.sample.ImageVerifier;
import io.waybill.registry.sample.SampleImage;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.rules.Overwrite;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What changes at either end while a copy runs, and what copies do to each other. */
final class CopyRaceTest {
  private static final RetryTable QUICK =
      new RetryTable(Duration.ofMillis(5), Duration.ofSeconds(2));

  private final SampleImage first = image(21);
  private final SampleImage second = image(22);
  private final ScriptedRegistry from = ScriptedRegistry.start();
  private final ScriptedRegistry to = ScriptedRegistry.start();
  private final RegistryClients clients =
      new RegistryClients(new AddressDirectory(Set.of()), QUICK);
  private final CopyEngine engine = new StreamingCopyEngine(clients);
  private final TagReference source = from.repository("team/app").tag(Tag.of("v1"));
  private final TagReference target = to.repository("mirror/app").tag(Tag.of("v1"));

  @AfterEach
  void stop() {
    clients.close();
    from.close();
    to.close();
  }

  private static SampleImage image(long seed) {
    return SampleImage.builder(seed).platforms("linux/amd64").layers(2, 20_000).build();
  }

  private CopyReport copy(CopyRequest request) throws CopyFailure {
    return engine.copy(request, CopyListener.NONE);
  }

  private void push(SampleImage image, TagReference reference) {
    try {
      image.push(clients, reference);
    } catch (RegistryException failure) {
      throw new IllegalStateException(failure);
    }
  }

  @Test
  void needsTwoRequestsWhereThereIsNothingToDo() throws Exception {
    push(first, source);
    copy(CopyRequest.of(source, target));
    from.forgetRequests();
    to.forgetRequests();

    CopyReport report = copy(CopyRequest.of(source, target));

    assertThat(report.outcome()).isEqualTo(CopyOutcome.ALREADY_PRESENT);
    assertThat(from.requests()).hasSize(1);
    assertThat(to.requests()).hasSize(1);
  }

  /** docker distribution notifies when it has the manifest, and moves the tag after that. */
  @Test
  void waitsForATagThatItsAnnouncementIsAheadOf() throws Exception {
    push(first, source);
    copy(CopyRequest.of(source, target));
    push(second, from.repository("team/app").tag(Tag.of("next")));
    from.script(
        Fault.on("HEAD", "/manifests/v1")
            .nth(3)
            .run(() -> from.moveTag("team/app", Tag.of("v1"), second.digest())));

    CopyReport report =
        copy(CopyRequest.of(source, target).withAnnouncement(announced(second.digest())));

    assertThat(report.outcome()).isEqualTo(CopyOutcome.COPIED);
    assertThat(to.findTag("mirror/app", "v1")).contains(second.digest());
  }

  @Test
  void waitsForANewTagThatIsAnnouncedBeforeItIsThere() throws Exception {
    push(first, from.repository("team/app").tag(Tag.of("next")));
    from.script(
        Fault.on("HEAD", "/manifests/v1")
            .nth(3)
            .run(() -> from.moveTag("team/app", Tag.of("v1"), first.digest())));

    CopyReport report =
        copy(CopyRequest.of(source, target).withAnnouncement(announced(first.digest())));

    assertThat(report.outcome()).isEqualTo(CopyOutcome.COPIED);
    assertThat(to.findTag("mirror/app", "v1")).contains(first.digest());
  }

  @Test
  void takesTheTagForWhatItIsWhenTheAnnouncementIsOld() throws Exception {
    push(first, source);
    copy(CopyRequest.of(source, target));

    CopyReport report =
        copy(
            CopyRequest.of(source, target)
                .withAnnouncement(new Announcement(second.digest(), Instant.now())));

    assertThat(report.outcome()).isEqualTo(CopyOutcome.ALREADY_PRESENT);
  }

  private static Announcement announced(Digest digest) {
    return new Announcement(digest, Instant.now().plus(Duration.ofMinutes(1)));
  }

  @Test
  void goesRoundAgainWhenTheTagMovesDuringTheCopy() throws Exception {
    push(first, source);
    // The second image is there already, so that moving the tag is all that is left to do.
    push(second, from.repository("team/app").tag(Tag.of("next")));
    from.script(
        Fault.on("GET", "/blobs/")
            .once()
            .run(() -> from.moveTag("team/app", Tag.of("v1"), second.digest())));

    CopyReport report = copy(CopyRequest.of(source, target));

    assertThat(report.sourceDigest()).contains(second.digest());
    assertThat(report.targetAfter()).contains(second.digest());
    assertThat(to.findTag("mirror/app", "v1")).contains(second.digest());
  }

  /** What has travelled for long is not put where it is known to be outdated by now. */
  @Test
  void looksAgainBeforeThePutAfterASlowCopy() throws Exception {
    push(first, source);
    push(second, from.repository("team/app").tag(Tag.of("next")));
    to.forgetRequests();
    from.script(
        Fault.on("GET", "/blobs/")
            .once()
            .run(() -> from.moveTag("team/app", Tag.of("v1"), second.digest())));
    CopyEngine impatient =
        new StreamingCopyEngine(clients, CopySettings.DEFAULT.withFreshLook(Duration.ZERO));

    impatient.copy(CopyRequest.of(source, target), CopyListener.NONE);

    assertThat(to.findTag("mirror/app", "v1")).contains(second.digest());
    assertThat(to.count("PUT", "/manifests/v1")).as("puts of the tag").isEqualTo(1);
  }

  @Test
  void looksOnlyAfterThePutWhereTheCopyWasQuick() throws Exception {
    push(first, source);
    push(second, from.repository("team/app").tag(Tag.of("next")));
    from.script(
        Fault.on("GET", "/blobs/")
            .once()
            .run(() -> from.moveTag("team/app", Tag.of("v1"), second.digest())));
    from.forgetRequests();
    CopyEngine patient =
        new StreamingCopyEngine(clients, CopySettings.DEFAULT.withFreshLook(Duration.ofHours(1)));

    CopyReport report = patient.copy(CopyRequest.of(source, target), CopyListener.NONE);

    assertThat(report.targetAfter()).contains(second.digest());
    assertThat(to.findTag("mirror/app", "v1")).contains(second.digest());
    assertThat(to.count("PUT", "/manifests/v1")).as("puts of the tag").isEqualTo(2);
    assertThat(from.count("HEAD", "/manifests/v1"))
        .as("the first look, and two after")
        .isEqualTo(3);
  }

  @Test
  void goesRoundAgainWhenTheTagMovesRightAfterThePut() throws Exception {
    push(first, source);
    push(second, from.repository("team/app").tag(Tag.of("next")));
    to.script(
        Fault.on("PUT", "/manifests/v1")
            .once()
            .run(() -> from.moveTag("team/app", Tag.of("v1"), second.digest())));

    CopyReport report = copy(CopyRequest.of(source, target));

    assertThat(report.targetAfter()).contains(second.digest());
    assertThat(to.findTag("mirror/app", "v1")).contains(second.digest());
  }

  @Test
  void endsForLaterWhenTheTagNeverRests() throws Exception {
    push(first, source);
    push(second, from.repository("team/app").tag(Tag.of("next")));
    AtomicInteger looks = new AtomicInteger();
    from.script(
        Fault.on("HEAD", "/manifests/v1")
            .run(
                () ->
                    from.moveTag(
                        "team/app",
                        Tag.of("v1"),
                        looks.incrementAndGet() % 2 == 0 ? first.digest() : second.digest())));

    CopyFailure failure =
        catchThrowableOfType(CopyFailure.class, () -> copy(CopyRequest.of(source, target)));

    assertThat(failure.code()).isEqualTo(FailureCode.TIMEOUT);
    assertThat(failure.code().isTransient()).isTrue();
    assertThat(to.findTag("mirror/app", "v1")).as("something arrived").isPresent();
  }

  @Test
  void neverOverwritesATagThatAppearsDuringTheCopy() throws Exception {
    push(first, source);
    push(second, to.repository("mirror/app").tag(Tag.of("other")));
    from.script(
        Fault.on("GET", "/blobs/")
            .once()
            .run(() -> to.moveTag("mirror/app", Tag.of("v1"), second.digest())));

    CopyFailure failure =
        catchThrowableOfType(
            CopyFailure.class,
            () -> copy(CopyRequest.of(source, target).withOverwrite(Overwrite.NEVER)));

    assertThat(failure.code()).isEqualTo(FailureCode.IMAGE_EXISTS);
    assertThat(to.findTag("mirror/app", "v1")).contains(second.digest());
  }

  @Test
  void movesNothingWhereTheTagIsTakenFromTheStart() throws Exception {
    push(first, source);
    push(second, target);

    CopyFailure failure =
        catchThrowableOfType(
            CopyFailure.class,
            () -> copy(CopyRequest.of(source, target).withOverwrite(Overwrite.NEVER)));

    assertThat(failure.code()).isEqualTo(FailureCode.IMAGE_EXISTS);
    assertThat(from.count("GET", "/")).isZero();
  }

  @Test
  void bringsABlobAgainThatTheTargetHasLost() throws Exception {
    push(first, source);
    copy(CopyRequest.of(source, target));
    TagReference again = to.repository("mirror/app").tag(Tag.of("again"));
    for (Digest blob : first.blobs()) {
      to.deleteBlob("mirror/app", blob);
    }

    copy(CopyRequest.of(source, again));

    assertThat(new ImageVerifier(clients).verify(source, again, false).digest())
        .isEqualTo(first.digest());
  }

  @Test
  void uploadsIntoTheSessionThatAMountOpenedInstead() throws Exception {
    push(first, source);
    copy(CopyRequest.of(source, target));
    TagReference elsewhere = to.repository("other/app").tag(Tag.of("v1"));
    for (Digest blob : first.blobs()) {
      to.deleteBlob("mirror/app", blob);
    }
    to.forgetRequests();

    CopyReport report = copy(CopyRequest.of(source, elsewhere));

    assertThat(report.transfer().blobsCopied()).isEqualTo(first.blobs().size());
    assertThat(to.count("POST", "mount=")).isEqualTo(first.blobs().size());
    assertThat(to.count("POST", "")).as("sessions opened").isEqualTo(first.blobs().size());
    assertThat(to.openUploads()).isZero();
  }

  @Test
  void uploadsWhereAMountIsRefused() throws Exception {
    push(first, source);
    copy(CopyRequest.of(source, target));
    to.script(Fault.on("POST", "mount=").answer(Reply.error(403, "DENIED")));
    TagReference elsewhere = to.repository("other/app").tag(Tag.of("v1"));

    copy(CopyRequest.of(source, elsewhere));

    assertThat(new ImageVerifier(clients).verify(source, elsewhere, false).digest())
        .isEqualTo(first.digest());
  }

  @Test
  void uploadsABlobOnceForCopiesAtTheSameTime() throws Exception {
    push(first, source);
    List<Callable<CopyReport>> copies =
        IntStream.range(0, 6)
            .<Callable<CopyReport>>mapToObj(
                i ->
                    () ->
                        copy(
                            CopyRequest.of(
                                source, to.repository("r" + i + "/app").tag(Tag.of("v1")))))
            .toList();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<CopyReport> copy : threads.invokeAll(copies)) {
        assertThat(copy.get().outcome()).isEqualTo(CopyOutcome.COPIED);
      }
    }
    assertThat(from.count("GET", "/blobs/")).isEqualTo(first.blobs().size());
  }

  @Test
  void movesNothingAfterTheListenerDeclined() throws Exception {
    push(first, source);
    CopyListener decliner =
        new CopyListener() {
          @Override
          public CopyPlan.Decision onPlan(CopyPlan plan) {
            assertThat(plan.bytesToMove()).isEqualTo(first.bytes());
            assertThat(plan.blobsToMove()).isEqualTo(first.blobs().size());
            return CopyPlan.Decision.DECLINE;
          }
        };

    CopyReport report = engine.copy(CopyRequest.of(source, target), decliner);

    assertThat(report.outcome()).isEqualTo(CopyOutcome.DECLINED);
    assertThat(to.requests()).extracting(r -> r.method()).containsOnly("HEAD");
  }

  @Test
  void copiesADigestToATag() throws Exception {
    push(first, source);
    Reference fixed = source.repository().digest(first.digest());
    push(second, source);

    CopyReport report = copy(CopyRequest.of(fixed, target));

    assertThat(report.targetAfter()).contains(first.digest());
  }

  @Test
  void copiesADigestToADigest() throws Exception {
    push(first, source);
    Reference fixed = source.repository().digest(first.digest());

    CopyReport report = copy(CopyRequest.of(fixed, target.repository().digest(first.digest())));

    assertThat(report.targetAfter()).contains(first.digest());
    assertThat(to.findTag("mirror/app", "v1")).isEqualTo(Optional.empty());
  }

  @Test
  void putsNothingWhoseContentIsMissing() throws Exception {
    push(first, source);
    from.deleteBlob("team/app", first.blobs().iterator().next());

    CopyFailure failure =
        catchThrowableOfType(CopyFailure.class, () -> copy(CopyRequest.of(source, target)));

    assertThat(failure.code()).isEqualTo(FailureCode.MANIFEST_INVALID);
    assertThat(to.count("PUT", "/manifests/")).isZero();
    assertThat(to.openUploads()).isZero();
  }
}
