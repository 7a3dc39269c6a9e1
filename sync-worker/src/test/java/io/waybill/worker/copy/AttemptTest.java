package io.waybill.worker.copy;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.chassis.config.RetryConfig;
import io.waybill.chassis.traces.Traces;
import io.waybill.registry.copy.CopyFailure;
import io.waybill.registry.copy.CopyListener;
import io.waybill.registry.copy.CopyOutcome;
import io.waybill.registry.copy.CopyReport;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.TagReference;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptFaltered;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.AttemptStarted;
import io.waybill.schemas.records.CopyAnnounced;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.Transfer;
import io.waybill.schemas.tasks.Deletion;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskAction;
import io.waybill.schemas.tasks.TaskDraft;
import io.waybill.schemas.units.ByteSize;
import io.waybill.schemas.units.TimeSpan;
import io.waybill.schemas.wire.CloudEvents;
import io.waybill.schemas.wire.Message;
import io.waybill.schemas.wire.MessageType;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import io.waybill.schemas.wire.UnreadableMessageException;
import io.waybill.worker.circuit.Circuitry;
import io.waybill.worker.metrics.WorkerMetrics;
import io.waybill.worker.wire.TraceContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

class AttemptTest {
  private static final Instant BEGIN = Instant.parse("2026-11-22T03:00:00Z");

  private static final Reference SOURCE = Reference.parse("here/app:v1");
  private static final TagReference TARGET = (TagReference) Reference.parse("there/app:v1");
  private static final TagReference SIGNATURE = (TagReference) Reference.parse("there/app:s.sig");
  private static final Digest DIGEST = Digest.sha256(new byte[] {1});

  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";

  private final List<Message> facts = new CopyOnWriteArrayList<>();
  private final AtomicInteger tries = new AtomicInteger();
  private final List<Integer> knownAtPuts = new ArrayList<>();
  private Instant now = BEGIN;
  private boolean goingRound;

  /** Whether Kafka takes no announcements. */
  private boolean deaf;

  @Test
  void everyLineOfAnAttemptCarriesItsTaskItsTraceAndItsRegistries() {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger logger = (Logger) LoggerFactory.getLogger(Attempt.class);
    logger.setLevel(Level.INFO);
    logger.addAppender(lines);
    try {
      attempt(Duration.ofSeconds(1), 1).run();
    } finally {
      logger.detachAppender(lines);
      logger.setLevel(null);
    }

    assertThat(lines.list)
        .isNotEmpty()
        .allSatisfy(
            line ->
                assertThat(line.getMDCPropertyMap())
                    .containsEntry("taskId", task().id().toString())
                    .containsEntry("traceId", TRACE)
                    .containsEntry("source", "here")
                    .containsEntry("target", "there"));
    assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
  }

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
  void whyItIsTriedAgainIsToldBeforeThePause() throws Exception {
    attempt(Duration.ofMillis(100), 0).run();

    List<AttemptFaltered> told = facts(AttemptFaltered.class);
    assertThat(told).hasSize(tries.get() - 1);
    assertThat(told.getFirst())
        .returns(ended().attemptId(), AttemptFaltered::attemptId)
        .returns("The test says so.", faltered -> faltered.failure().reason());
    assertThat(told.getFirst().nextAt()).isAfter(told.getFirst().at());
  }

  @Test
  void aLongCopyThatBreaksIsTriedAgainInTheSlot() throws Exception {
    attempt(Duration.ofMinutes(10), 1_000_000).run();
    assertThat(tries).hasValueGreaterThan(1);
  }

  @Test
  void whereRulesGoRoundATagIsPutWhenKafkaKnowsOfIt() throws Exception {
    goingRound = true;

    assertThat(attempt(this::putTwoTags).run()).isEqualTo(Attempt.Verdict.ACCEPT);

    assertThat(facts(CopyAnnounced.class))
        .containsExactly(
            new CopyAnnounced(task().id(), SIGNATURE, DIGEST, null, BEGIN),
            new CopyAnnounced(task().id(), TARGET, DIGEST, SOURCE, BEGIN));
    assertThat(knownAtPuts).containsExactly(1, 2);
    assertThat(ended().outcome()).isEqualTo(AttemptOutcome.COPIED);
  }

  @Test
  void whereRulesDoNotGoRoundNothingIsAnnounced() throws Exception {
    attempt(this::putTwoTags).run();

    assertThat(facts(CopyAnnounced.class)).isEmpty();
    assertThat(ended().outcome()).isEqualTo(AttemptOutcome.COPIED);
  }

  @Test
  void whatCannotBeAnnouncedIsNotPutAndTheTaskGoesBackToTheQueue() throws Exception {
    goingRound = true;
    deaf = true;

    assertThat(attempt(this::putTwoTags).run()).isEqualTo(Attempt.Verdict.RELEASE);

    assertThat(knownAtPuts).isEmpty();
    assertThat(tries).hasValue(1);
    assertThat(facts(AttemptEnded.class)).isEmpty();
  }

  @Test
  void whoeverLosesTheTaskBeforeATagIsPutPutsNone() throws Exception {
    Attempt attempt = attempt(this::putTwoTags);
    attempt.leave();

    assertThat(attempt.run()).isEqualTo(Attempt.Verdict.RELEASE);

    assertThat(knownAtPuts).isEmpty();
    assertThat(ended().outcome()).isEqualTo(AttemptOutcome.LOST);
  }

  @Test
  void whoeverLosesTheTaskWhileATagIsPutGoesOnToLookAfterIt() throws Exception {
    AtomicReference<Attempt> running = new AtomicReference<>();
    running.set(
        attempt(
            (task, timeout, listener) -> {
              CopyReport report = putTwoTags(task, timeout, listener);
              Objects.requireNonNull(running.get()).leave();
              assertThat(Thread.currentThread().isInterrupted()).isFalse();
              return report;
            }));

    assertThat(Objects.requireNonNull(running.get()).run()).isEqualTo(Attempt.Verdict.ACCEPT);

    assertThat(ended().outcome()).isEqualTo(AttemptOutcome.COPIED);
  }

  @Test
  void whoeverLosesTheTaskWhileATagIsRemovedGoesOnToLookWhetherItIsThereAgain() throws Exception {
    SyncTask removal =
        task()
            .draft()
            .action(TaskAction.DELETE)
            .deletion(new Deletion(null, List.of(DIGEST), null, null))
            .build();
    AtomicReference<Attempt> running = new AtomicReference<>();
    running.set(
        attempt(
            removal,
            (task, timeout, listener) -> {
              // The tag is removed before this, and is there again after.
              Objects.requireNonNull(running.get()).leave();
              return putTwoTags(task, timeout, listener);
            }));

    assertThat(Objects.requireNonNull(running.get()).run()).isEqualTo(Attempt.Verdict.ACCEPT);

    assertThat(ended().outcome()).isEqualTo(AttemptOutcome.COPIED);
  }

  @Test
  void anAttemptSaysThatTheTaskWasGivenToAnotherWorkerBefore() throws Exception {
    attempt(this::putTwoTags).run();

    assertThat(facts(AttemptStarted.class))
        .singleElement()
        .extracting(AttemptStarted::delivery)
        .isEqualTo(2);
  }

  /** What the engine does around its puts; notes how many have been announced when it puts. */
  private CopyReport putTwoTags(SyncTask task, Duration timeout, CopyListener listener)
      throws CopyFailure {
    tries.incrementAndGet();
    try {
      listener.onTagPut(SIGNATURE, DIGEST, Optional.empty());
      knownAtPuts.add(facts(CopyAnnounced.class).size());
      listener.onTagPut(TARGET, DIGEST, Optional.of(SOURCE));
      knownAtPuts.add(facts(CopyAnnounced.class).size());
      return new CopyReport(
          CopyOutcome.COPIED,
          Optional.of(DIGEST),
          Optional.empty(),
          Optional.of(DIGEST),
          Optional.empty(),
          Transfer.NONE,
          Phases.NONE,
          List.of());
    } catch (UnreadableMessageException | InterruptedException | RuntimeException fault) {
      throw broken(0, fault);
    }
  }

  private <T extends TaskFact> List<T> facts(Class<T> kind) throws UnreadableMessageException {
    List<T> found = new ArrayList<>();
    for (Message message : facts) {
      TaskFact fact = Messages.readFact(message.headers(), message.value());
      if (kind.isInstance(fact)) {
        found.add(kind.cast(fact));
      }
    }
    return found;
  }

  private AttemptEnded ended() throws UnreadableMessageException {
    return facts(AttemptEnded.class).getLast();
  }

  /** One whose tries take this long, move so many bytes, and break. */
  private Attempt attempt(Duration each, long bytes) {
    return attempt(
        (task, timeout, listener) -> {
          tries.incrementAndGet();
          now = now.plus(each);
          throw broken(bytes, null);
        });
  }

  private Attempt attempt(Copier copier) {
    return attempt(task(), copier);
  }

  private Attempt attempt(SyncTask task, Copier copier) {
    SlotTools tools =
        new SlotTools(
            copier,
            new Cancels(Clock.systemUTC()),
            new RetryPolicy(
                new RetryConfig(
                    4, TimeSpan.parse("1ms"), TimeSpan.parse("2ms"), TimeSpan.parse("1s"))),
            Circuitry.none(),
            (topic, message) -> {
              if (deaf && isAnnouncement(message)) {
                return CompletableFuture.failedFuture(new IllegalStateException("The test's"));
              }
              if (topic.equals(Topics.RECORDS)) {
                facts.add(message);
              }
              return CompletableFuture.completedFuture(null);
            },
            () -> goingRound,
            "test",
            ByteSize.ofMiB(1),
            new WorkerMetrics(new SimpleMeterRegistry()),
            Traces.OFF,
            new HandClock(),
            HandClock::new,
            new Random(1));
    return new Attempt(
        task,
        2,
        TraceContext.of(Map.of("traceparent", "00-" + TRACE + "-b7ad6b7169203331-01")),
        Traces.OFF.begin("copy", Traces.Kind.CONSUMER, Map.of()),
        tools);
  }

  private static boolean isAnnouncement(Message message) {
    return MessageType.COPY_ANNOUNCED
        .cloudEventsType()
        .equals(message.headers().get(CloudEvents.TYPE));
  }

  private static CopyFailure broken(long bytes, @Nullable Throwable cause) {
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
        cause);
  }

  private static SyncTask task() {
    return new TaskDraft(EventId.hash("event"), SOURCE, TARGET, BEGIN).build();
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
