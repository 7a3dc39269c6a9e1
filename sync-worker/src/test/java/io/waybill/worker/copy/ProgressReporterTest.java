package io.waybill.worker.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.registry.copy.CopyListener.BlobResult;
import io.waybill.registry.copy.CopyPlan;
import io.waybill.registry.copy.CopyPlan.Decision;
import io.waybill.registry.manifests.Descriptor;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.TaskProgress;
import io.waybill.schemas.tasks.Lane;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskDraft;
import io.waybill.schemas.units.ByteSize;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressReporterTest {
  private static final Instant BEGIN = Instant.parse("2026-11-22T03:00:00Z");
  private static final ByteSize THRESHOLD = ByteSize.ofMiB(1);
  private static final Descriptor LAYER =
      Descriptor.of("application/vnd.oci.image.layer.v1.tar", digest("layer"), 600);
  private static final Descriptor CONFIG =
      Descriptor.of("application/vnd.oci.image.config.v1+json", digest("config"), 400);

  private final HandClock clock = new HandClock();
  private final List<TaskProgress> told = new ArrayList<>();

  @Test
  void tellsAtMostOnceASecondAndOnceWhenItEnds() {
    ProgressReporter reporter = reporter(Lane.SWIFT);
    reporter.onPlan(plan(1000));
    for (int i = 0; i < 30; i++) {
      clock.advance(Duration.ofMillis(100));
      reporter.onBlobProgress(LAYER, 20);
    }
    reporter.onBlobFinished(LAYER, BlobResult.COPIED);
    reporter.onBlobFinished(CONFIG, BlobResult.SKIPPED);
    reporter.finish();

    assertThat(told).hasSize(4);
    assertThat(told).extracting(TaskProgress::bytesDone).containsExactly(200L, 400L, 600L, 1000L);
    assertThat(told.getLast().blobsDone()).isEqualTo(2);
    assertThat(told.getLast().bytesTotal()).isEqualTo(1000);
  }

  @Test
  void aCopyThatMovesNoBytesStillShowsThatItLives() {
    ProgressReporter reporter = reporter(Lane.SWIFT);
    reporter.showLife();
    reporter.onPlan(plan(1000));
    reporter.onBlobProgress(LAYER, 600);
    clock.advance(Duration.ofSeconds(15));
    reporter.showLife();
    reporter.showLife();

    assertThat(told).extracting(TaskProgress::bytesDone).containsExactly(0L, 600L);
    assertThat(told).extracting(TaskProgress::at).last().isEqualTo(clock.instant());
  }

  @Test
  void bytesThatHaveToBeSentAgainDoNotCountAndTheOthersDo() {
    ProgressReporter reporter = reporter(Lane.SWIFT);
    reporter.onPlan(plan(1000));
    reporter.onBlobProgress(LAYER, 500);
    reporter.onBlobRestarted(LAYER, 200);
    reporter.onBlobProgress(LAYER, 100);
    reporter.finish();

    assertThat(told).singleElement().extracting(TaskProgress::bytesDone).isEqualTo(400L);
  }

  @Test
  void bytesOfATryThatBrokeDoNotCount() {
    ProgressReporter reporter = reporter(Lane.SWIFT);
    reporter.onPlan(plan(1000));
    reporter.onBlobProgress(LAYER, 500);
    reporter.onBlobRestarted(LAYER, 500);
    reporter.onBlobProgress(LAYER, 100);
    reporter.finish();

    assertThat(told).singleElement().extracting(TaskProgress::bytesDone).isEqualTo(100L);
  }

  @Test
  void onlyTheFirstLongPlanInTheSwiftLaneIsDeclined() {
    ProgressReporter swift = reporter(Lane.SWIFT);

    assertThat(swift.onPlan(plan(THRESHOLD.bytes()))).isEqualTo(Decision.DECLINE);
    assertThat(swift.onPlan(plan(THRESHOLD.bytes()))).isEqualTo(Decision.PROCEED);
    assertThat(reporter(Lane.SWIFT).onPlan(plan(THRESHOLD.bytes() - 1)))
        .isEqualTo(Decision.PROCEED);
    assertThat(reporter(Lane.BULK).onPlan(plan(THRESHOLD.bytes()))).isEqualTo(Decision.PROCEED);
  }

  private ProgressReporter reporter(Lane lane) {
    Reference target = Reference.parse("there/app:v1");
    EventId event = EventId.hash("event");
    SyncTask task =
        new TaskDraft(event, Reference.parse("here/app:v1"), target, BEGIN).lane(lane).build();
    AttemptFacts facts =
        new AttemptFacts(task, AttemptId.random(), "worker", Optional.empty(), 1, BEGIN);
    return new ProgressReporter(facts, THRESHOLD, clock, told::add, bytes -> {});
  }

  private static CopyPlan plan(long bytes) {
    Descriptor layer = Descriptor.of("", digest("layer"), bytes);
    return new CopyPlan(digest("image"), 1, 2, bytes, List.of(layer));
  }

  private static Digest digest(String content) {
    return Digest.sha256(content.getBytes(StandardCharsets.UTF_8));
  }

  /** A clock that a test turns by hand. */
  private static final class HandClock extends Clock {
    private Instant now = BEGIN;

    void advance(Duration time) {
      now = now.plus(time);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
