package io.waybill.worker.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.waybill.registry.failures.Operation;
import io.waybill.registry.pace.PaceSnapshot;
import io.waybill.registry.pace.PullQuota;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.Transfer;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskDraft;
import io.waybill.schemas.tasks.Trigger;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The names are public API. */
final class WorkerMetricsTest {
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @Test
  void theFirstRulesHaveAHistogramOfTheirOwnAndAllOthersShareOne() {
    RuleLabels rules = new RuleLabels();
    for (int i = 0; i < RuleLabels.MOST; i++) {
      assertThat(rules.of("rule-" + i)).isEqualTo("rule-" + i);
    }

    assertThat(rules.of("one-too-many")).isEqualTo(RuleLabels.OTHERS);
    assertThat(rules.of("rule-7")).isEqualTo("rule-7");
    assertThat(rules.of(null)).isEqualTo(RuleLabels.NONE);
  }

  @Test
  void countsTheRequestsOfARegistryByStatusAndThoseWithoutAnAnswer() {
    WorkerMetrics metrics = new WorkerMetrics(meters);
    Registry hub = Registry.of("hub");
    metrics.sending(hub, Operation.BLOB_PULL, "GET").answered(200);
    metrics.sending(hub, Operation.BLOB_PULL, "GET").answered(200);
    metrics.sending(hub, Operation.MANIFEST_PULL, "GET").answered(429);
    metrics.sending(hub, Operation.MANIFEST_PULL, "GET").unanswered(new IOException("cut"));

    assertThat(meters.scrape())
        .contains(
            "waybill_registry_requests_seconds_count{registry=\"hub\",status=\"200\"} 2",
            "waybill_registry_requests_seconds_count{registry=\"hub\",status=\"429\"} 1",
            "waybill_registry_requests_seconds_count{registry=\"hub\",status=\"none\"} 1");
  }

  @Test
  void anImageThatIsThereBeforeItsPushByAnotherClockIsThereAtOnce() {
    Instant pushed = Instant.parse("2026-11-22T12:00:00Z");
    EventId event = EventId.hash("ahead");
    SyncTask task =
        new TaskDraft(
                event,
                Reference.parse("here/app:v1"),
                Reference.parse("there/app:v1"),
                pushed.minusSeconds(3))
            .occurredAt(pushed)
            .trigger(Trigger.EVENT)
            .build();
    Instant ended = pushed.minusSeconds(2);

    new WorkerMetrics(meters).ended(task, copied(task, ended));

    assertThat(meters.scrape())
        .containsPattern("waybill_push_to_present_seconds_count\\{.*} 1\n")
        .containsPattern("waybill_push_to_present_seconds_sum\\{.*} 0.0\n");
  }

  private static AttemptEnded copied(SyncTask task, Instant at) {
    return new AttemptEnded(
        task.id(),
        AttemptId.random(),
        "worker-1",
        at.minusSeconds(1),
        at,
        AttemptOutcome.COPIED,
        null,
        null,
        Transfer.NONE,
        Phases.NONE,
        0,
        null,
        null);
  }

  @Test
  void showsHowHardARegistryIsPressed() {
    AtomicReference<Optional<PaceSnapshot>> pace = new AtomicReference<>(Optional.empty());
    new WorkerMetrics(meters).watchRegistry(Registry.of("hub"), pace::get);
    assertThat(meters.scrape()).contains("waybill_registry_refusals_total{registry=\"hub\"} 0.0");

    Instant now = Instant.now();
    PullQuota quota =
        new PullQuota(100, 76, Duration.ofHours(6), Optional.empty(), now, now.plusSeconds(60));
    pace.set(
        Optional.of(new PaceSnapshot(3, 16, 5, 7, Duration.ofMillis(2500), Optional.of(quota))));

    assertThat(meters.scrape())
        .contains(
            "waybill_registry_requests_inflight{registry=\"hub\"} 3.0",
            "waybill_registry_requests_limit{registry=\"hub\"} 16.0",
            "waybill_registry_requests_waiting{registry=\"hub\"} 5.0",
            "waybill_registry_refusals_total{registry=\"hub\"} 7.0",
            "waybill_registry_pause_seconds{registry=\"hub\"} 2.5",
            "waybill_registry_pulls_remaining{registry=\"hub\"} 76.0");
  }
}
