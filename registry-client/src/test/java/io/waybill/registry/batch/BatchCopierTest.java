package io.waybill.registry.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.waybill.registry.AddressDirectory;
import io.waybill.registry.copy.CopyListener;
import io.waybill.registry.copy.CopyReport;
import io.waybill.registry.copy.StreamingCopyEngine;
import io.waybill.registry.failures.RetryTable;
import io.waybill.registry.protocol.RegistryClients;
import io.waybill.registry.scripted.Fault;
import io.waybill.registry.scripted.Reply;
import io.waybill.registry.scripted.ScriptedRegistry;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.rules.Glob;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of many images when some of them, or a registry, are not well. */
final class BatchCopierTest {
  private static final RetryTable QUICK =
      new RetryTable(Duration.ofMillis(5), Duration.ofSeconds(2));

  private final ScriptedRegistry from = ScriptedRegistry.start();
  private final ScriptedRegistry to = ScriptedRegistry.start();
  private final ScriptedRegistry other = ScriptedRegistry.start();
  private final RegistryClients clients =
      new RegistryClients(new AddressDirectory(Set.of()), QUICK);
  private final BatchCopier copier = new BatchCopier(new StreamingCopyEngine(clients));
  private final ImageFamily family = new ImageFamily(from);
  private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
  private final Queue<Failure> skips = new ConcurrentLinkedQueue<>();

  private final BatchListener listener =
      new BatchListener() {
        @Override
        public void onFailed(
            Reference source, Reference target, Failure failure, CopyReport report) {
          failures.add(failure);
        }

        @Override
        public void onSkipped(Reference source, Reference target, Failure failure) {
          skips.add(failure);
        }
      };

  @AfterEach
  void stop() {
    clients.close();
    from.close();
    to.close();
    other.close();
  }

  private void fill(String path, int tags) {
    for (int tag = 0; tag < tags; tag++) {
      family.put(path, "v" + tag);
    }
  }

  private ImageLister select(String repositories, ScriptedRegistry... targets) {
    ImageSelection selection =
        new ImageSelection(
            Registry.of(from.address()),
            Glob.parse(repositories),
            Optional.empty(),
            List.of(),
            List.of());
    List<Destination> destinations =
        List.of(targets).stream()
            .<Destination>map(
                target -> source -> source.in(target.repository(source.repository().path())))
            .toList();
    return new SelectedImages(clients, selection, destinations);
  }

  private BatchReport copy(ImageLister images) throws InterruptedException {
    return copier.copy(BatchRequest.of(images), listener);
  }

  @Test
  void anImageThatFailsStopsNoOther() throws Exception {
    fill("team/app", 6);
    to.script(Fault.on("PUT", "/manifests/v3").answer(Reply.error(400, "MANIFEST_INVALID")));

    BatchReport report = copy(select("team/app", to));

    assertThat(report.copied()).isEqualTo(5);
    assertThat(report.failed()).isEqualTo(1);
    assertThat(report.isComplete()).isFalse();
    assertThat(failures).extracting(Failure::code).containsExactly(FailureCode.MANIFEST_INVALID);
    assertThat(to.findTag("team/app", "v5")).isPresent();
  }

  @Test
  void aTargetThatFailsStopsNoOther() throws Exception {
    fill("team/app", 12);
    other.script(Fault.on("PUT", "").answer(Reply.error(403, "DENIED")));
    other.script(Fault.on("POST", "").answer(Reply.error(403, "DENIED")));

    BatchReport report = copy(select("team/app", to, other));

    assertThat(report.copied()).isEqualTo(12);
    assertThat(report.failed() + report.skipped()).isEqualTo(12);
    assertThat(failures).extracting(Failure::code).containsOnly(FailureCode.DENIED);
  }

  @Test
  void aRegistryThatTakesNoLoginIsNotAskedForEveryImage() throws Exception {
    fill("team/app", 60);
    to.script(Fault.on("HEAD", "").answer(Reply.error(401, "UNAUTHORIZED")));
    to.script(Fault.on("GET", "").answer(Reply.error(401, "UNAUTHORIZED")));
    to.script(Fault.on("POST", "").answer(Reply.error(401, "UNAUTHORIZED")));

    BatchReport report =
        copier.copy(BatchRequest.of(select("team/app", to)).withImagesInParallel(2), listener);

    assertThat(report.copied()).isZero();
    assertThat(report.failed()).isLessThan(10);
    assertThat(report.skipped()).isEqualTo(60 - report.failed());
    assertThat(skips).first().extracting(Failure::code).isEqualTo(FailureCode.UNAUTHORIZED);
    assertThat(skips.element().reason()).startsWith("Not tried, because 3 copies before it");
  }

  @Test
  void aRegistryThatIsGoneIsGivenUp() throws Exception {
    fill("team/app", 100);
    other.close();

    BatchReport report = copy(select("team/app", other, to));

    assertThat(report.copied()).as("to the other one").isEqualTo(100);
    assertThat(report.skipped()).isPositive();
    assertThat(skips).extracting(Failure::code).containsOnly(FailureCode.NETWORK);
  }

  @Test
  void aRepositoryThatIsNotThereFailsTheList() throws Exception {
    BatchReport report = copy(select("team/none", to));

    assertThat(report.isComplete()).isFalse();
    assertThat(report.listingFailure()).isPresent();
    assertThat(report.listingFailure().get().code()).isEqualTo(FailureCode.SOURCE_NOT_FOUND);
  }

  @Test
  void aRepositoryOfTheCatalogWithoutTagsIsPassedOver() throws Exception {
    fill("team/app", 2);
    from.script(Fault.on("GET", "/team/gone/tags").answer(Reply.error(404, "NAME_UNKNOWN")));
    from.putBlob("team/gone", new byte[1]);

    BatchReport report = copy(select("team/*", to));

    assertThat(report.copied()).isEqualTo(2);
    assertThat(report.isComplete()).isTrue();
  }

  @Test
  void signaturesAreNoImagesOfTheirOwn() throws Exception {
    fill("team/app", 1);
    from.moveTag(
        "team/app",
        Tag.of("sha256-" + "a".repeat(64) + ".sig"),
        from.findTag("team/app", "v0").orElseThrow());

    assertThat(copy(select("team/app", to)).copied()).isEqualTo(1);
  }

  @Test
  void sendsABlobOnceToARegistryHoweverManyImagesShareIt() throws Exception {
    fill("team/app", 10);
    fill("team/web", 10);

    BatchReport report = copy(select("team/*", to, other));

    assertThat(report.copied()).isEqualTo(40);
    int own = 20 * ImageFamily.OWN;
    assertThat(to.count("PUT", "/blobs/uploads/")).isEqualTo(ImageFamily.SHARED + own);
    assertThat(other.count("PUT", "/blobs/uploads/")).isEqualTo(ImageFamily.SHARED + own);
  }

  @Test
  void aStopLeavesNoUploadBehind() throws Exception {
    fill("team/app", 20);
    CountDownLatch uploading = new CountDownLatch(1);
    from.script(
        Fault.on("GET", "/blobs/")
            .run(
                () -> {
                  uploading.countDown();
                  try {
                    Thread.sleep(200);
                  } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                  }
                }));
    ImageLister images = select("team/app", to);
    Thread batch =
        Thread.ofVirtual()
            .start(
                () ->
                    assertThatThrownBy(() -> copy(images))
                        .isInstanceOf(InterruptedException.class));
    uploading.await();

    batch.interrupt();
    batch.join(Duration.ofSeconds(60));

    assertThat(batch.isAlive()).isFalse();
    assertThat(to.openUploads()).isZero();
  }

  /** Whoever lists images would wait for ever until there is room for the next one. */
  @Test
  void endsWhereTheOnlyThreadThatCopiesHasADefect() {
    BatchListener defective =
        new BatchListener() {
          @Override
          public CopyListener onStarted(Reference source, Reference target) {
            throw new IllegalStateException("on purpose");
          }
        };
    ImageLister endless =
        reader -> {
          for (int i = 0; ; i++) {
            Reference source = from.repository("team/app").tag(Tag.of("v" + i));
            reader.read(new BatchImage(source, List.of(source.in(to.repository("team/app")))));
          }
        };

    assertThatThrownBy(
            () -> copier.copy(BatchRequest.of(endless).withImagesInParallel(1), defective))
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("on purpose");
  }
}
