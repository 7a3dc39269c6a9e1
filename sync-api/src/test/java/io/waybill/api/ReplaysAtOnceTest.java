package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.waybill.api.access.Caller;
import io.waybill.api.access.Scope;
import io.waybill.api.database.Database;
import io.waybill.api.queue.TaskQueue;
import io.waybill.api.records.Projection;
import io.waybill.api.replays.Reach;
import io.waybill.api.replays.Replay;
import io.waybill.api.replays.ReplayId;
import io.waybill.api.replays.ReplayItem;
import io.waybill.api.replays.ReplayStore;
import io.waybill.api.replays.Replayer;
import io.waybill.chassis.config.Role;
import io.waybill.chassis.config.TracesConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.chassis.kafka.TopicSetup;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Several replays of the same tasks, worked off a page at a time by two processes. */
@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReplaysAtOnceTest {
  private static final Caller ANYONE =
      new Caller("anyone", "anyone", Role.OPERATOR, Scope.EVERYTHING);
  private static final int TASKS = 600;

  private final Projection projection = new Projection();
  private @Nullable WaybillConfig config;
  private @Nullable Database database;
  private @Nullable MessagePublisher publisher;

  @BeforeAll
  void start(Servers servers) throws Exception {
    config = servers.config(servers.database());
    database = Database.open(config.database());
    KafkaClients clients = new KafkaClients(config.kafka(), "test");
    try (Admin admin = clients.admin()) {
      TopicSetup.ensure(admin, config.kafka(), config.regions());
    }
    publisher = clients.publisher();
  }

  @AfterAll
  void stop() {
    Objects.requireNonNull(publisher).close();
    database().close();
  }

  @Test
  void each_task_of_two_equal_replays_is_done_again_once() throws Exception {
    String tag = "twice-" + UUID.randomUUID();
    List<SyncTask> tasks = failed(tag);
    ReplayId first = ask(tag);
    ReplayId second = ask(tag);

    workOff(first, second);

    assertThat(counts(first).queued() + counts(second).queued()).isEqualTo(TASKS);
    assertThat(counts(first).alreadyReplayed() + counts(second).alreadyReplayed()).isEqualTo(TASKS);
    assertThat(counts(first).pending() + counts(second).pending()).isZero();
    List<ReplayItem> made = new ArrayList<>(queued(first));
    made.addAll(queued(second));
    assertThat(made)
        .extracting(ReplayItem::original)
        .containsExactlyInAnyOrderElementsOf(tasks.stream().map(SyncTask::id).toList());
  }

  @Test
  void what_failed_once_more_is_done_again_for_who_asks_afterwards_and_not_for_who_asked_before()
      throws Exception {
    SyncTask task = fail(Tasks.tagged("next", "next", Instant.now().minusSeconds(60)));
    List<ReplayId> both = List.of(name(task), name(task));
    Replayer replayer = replayer(Clock.systemUTC());

    replayer.run();
    List<ReplayItem> made = both.stream().flatMap(id -> queued(id).stream()).toList();
    assertThat(made).hasSize(1);
    apply(List.of(failure(Objects.requireNonNull(made.getFirst().taskId()), Instant.now())));
    replayer.run();

    assertThat(both.stream().mapToLong(id -> counts(id).queued()).sum()).isEqualTo(1);
    assertThat(both.stream().mapToLong(id -> counts(id).alreadyReplayed()).sum()).isEqualTo(1);

    ReplayId next = name(task);
    replayer.run();

    assertThat(counts(next).queued()).isEqualTo(1);
  }

  /** Two processes do so, a page in each turn. */
  private void workOff(ReplayId... replays) throws Exception {
    Callable<Boolean> process =
        () -> {
          Replayer replayer = replayer(oneStepATurn());
          await()
              .atMost(Duration.ofSeconds(60))
              .pollDelay(Duration.ZERO)
              .pollInterval(Duration.ofMillis(1))
              .until(
                  () -> {
                    replayer.run();
                    return Arrays.stream(replays).allMatch(this::isQueued);
                  });
          return true;
        };
    try (ExecutorService processes = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Boolean> done : processes.invokeAll(List.of(process, process))) {
        assertThat(done.get()).isTrue();
      }
    }
  }

  /** A clock by which each page takes longer than a turn. */
  private static Clock oneStepATurn() {
    Instant begin = Instant.now().minusSeconds(3_000);
    AtomicLong asked = new AtomicLong();
    InstantSource late = () -> begin.plusMillis(1_500 * asked.getAndIncrement());
    return late.withZone(ZoneOffset.UTC);
  }

  private boolean isQueued(ReplayId id) {
    Replay.State state = find(id).state();
    return state == Replay.State.QUEUED || state == Replay.State.FINISHED;
  }

  private Replayer replayer(Clock clock) {
    TaskQueue queue =
        new TaskQueue(
            Objects.requireNonNull(publisher), database(), projection, TracesConfig.DEFAULT);
    return new Replayer(
        database(),
        queue,
        Reach.of(Objects.requireNonNull(config)),
        clock,
        new SimpleMeterRegistry());
  }

  private List<SyncTask> failed(String tag) {
    List<SyncTask> tasks = new ArrayList<>();
    List<TaskFact> facts = new ArrayList<>();
    for (int i = 0; i < TASKS; i++) {
      SyncTask task = Tasks.tagged(tag + "/" + i, tag, Instant.now().minusSeconds(4_000 + i));
      tasks.add(task);
      facts.add(Tasks.planned(task));
      facts.add(failure(task.id(), task.plannedAt()));
    }
    apply(facts);
    return tasks;
  }

  private SyncTask fail(SyncTask task) {
    apply(List.of(Tasks.planned(task), failure(task.id(), task.plannedAt())));
    return task;
  }

  private static TaskFact failure(TaskId task, Instant at) {
    Failure failure = Failure.of(FailureCode.NETWORK, "It broke.");
    return new TaskDone(task, TaskStatus.FAILED, null, failure, at);
  }

  private void apply(List<TaskFact> facts) {
    database()
        .transaction(
            connection -> {
              projection.apply(connection, Set.of(0), facts);
              return facts;
            });
  }

  private ReplayId ask(String tag) {
    ReplayId id = ReplayId.random();
    Map<String, List<String>> filter = Map.of("status", List.of("failed"), "tag", List.of(tag));
    new ReplayStore(database()).create(id, Instant.now(), ANYONE, filter);
    return id;
  }

  private ReplayId name(SyncTask task) {
    ReplayId id = ReplayId.random();
    new ReplayStore(database()).create(id, Instant.now(), ANYONE, List.of(task.id()));
    return id;
  }

  private Replay find(ReplayId id) {
    return new ReplayStore(database()).find(id, Scope.EVERYTHING).orElseThrow();
  }

  private Replay.Counts counts(ReplayId id) {
    return Objects.requireNonNull(find(id).counts());
  }

  private List<ReplayItem> queued(ReplayId id) {
    return new ReplayStore(database())
        .items(id, Optional.empty(), TASKS).stream()
            .filter(item -> item.state() == ReplayItem.State.QUEUED)
            .toList();
  }

  private Database database() {
    return Objects.requireNonNull(database);
  }
}
