package io.waybill.worker.copy;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.chassis.config.RetryConfig;
import io.waybill.registry.copy.CopyFailure;
import io.waybill.registry.copy.CopyOutcome;
import io.waybill.registry.copy.CopyReport;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.Transfer;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskDraft;
import io.waybill.schemas.units.ByteSize;
import io.waybill.schemas.units.TimeSpan;
import io.waybill.schemas.wire.Message;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import io.waybill.worker.metrics.WorkerMetrics;
import io.waybill.worker.wire.TraceContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AttemptTest {
  private static final Instant BEGIN = Instant.parse("2026-11-22T03:00:00Z");

  private final List<Message> facts = new CopyOnWriteArrayList<>();
  private final AtomicInteger tries = new AtomicInteger();
  private Instant now = BEGIN;

  @Test
  void aRegistryThatDoesNotAnswerDoesNotKeepTheSlot() throws Exception {
    Attempt.Verdict verdict = attempt(Duration.ofSeconds(60), 0).run();

    assertThat(verdict).isEqualTo(Attempt.Verdict.ACCEPT);
    assertThat(tries).hasValue(1);
    assertThat(ended().outcome()).isEqualTo(AttemptOutcome.RETRY_AT);
    assertThat(ended().retryAt()).isBetween(now.plusMillis(1), now.plusSeconds(1));
  }

  @Test
  void aConnectionThatBreaksIsTriedAgainInTheSlot() throws Exception {
    attempt(Duration.ofMillis(100), 0).run();
    assertThat(tries).hasValueGreaterThan(1);
  }

  @Test
  void aLongCopyThatBreaksIsTriedAgainInTheSlot() throws Exception {
    attempt(Duration.ofMinutes(10), 1_000_000).run();
    assertThat(tries).hasValueGreaterThan(1);
  }

  private AttemptEnded ended() throws UnreadableMessageException {
    return (AttemptEnded) Messages.readFact(facts.getLast().headers(), facts.getLast().value());
  }

  /** One whose tries take this long, move so many bytes, and break. */
  private Attempt attempt(Duration each, long bytes) {
    SlotTools tools =
        new SlotTools(
            (task, timeout, listener) -> {
              tries.incrementAndGet();
              now = now.plus(each);
              throw broken(bytes);
            },
            new Cancels(Clock.systemUTC()),
            new RetryPolicy(
                new RetryConfig(
                    4, TimeSpan.parse("1ms"), TimeSpan.parse("2ms"), TimeSpan.parse("1s"))),
            (topic, message) -> {
              if (topic.equals(Topics.RECORDS)) {
                facts.add(message);
              }
              return CompletableFuture.completedFuture(null);
            },
            "test",
            ByteSize.ofMiB(1),
            new WorkerMetrics(new SimpleMeterRegistry()),
            new HandClock(),
            new Random(1));
    return new Attempt(task(), TraceContext.of(Map.of()), tools);
  }

  private static CopyFailure broken(long bytes) {
    return new CopyFailure(
        Failure.of(FailureCode.NETWORK, "The test says so."),
        new CopyReport(
            CopyOutcome.INCOMPLETE,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new Transfer(bytes, 0, 0, 0, 0, 0, 0, 0),
            Phases.NONE,
            List.of()),
        null);
  }

  private static SyncTask task() {
    Reference target = Reference.parse("there/app:v1");
    EventId event = EventId.hash("event");
    return new TaskDraft(event, Reference.parse("here/app:v1"), target, BEGIN).build();
  }

  /** The time that the copier's tries take. */
  private final class HandClock extends Clock {
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
