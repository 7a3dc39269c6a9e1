package io.waybill.api.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.Servers;
import io.waybill.api.cancels.Canceller;
import io.waybill.api.database.Database;
import io.waybill.api.queue.TaskQueue;
import io.waybill.api.records.Projection;
import io.waybill.api.scans.ScanRecorder;
import io.waybill.chassis.config.TracesConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.chassis.kafka.TopicSetup;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Repository;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.records.TaskDone;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskPlanned;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.rules.NamePattern;
import io.waybill.schemas.rules.RuleDraft;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.scans.MigrationId;
import io.waybill.schemas.scans.ScanCounts;
import io.waybill.schemas.scans.ScanFact;
import io.waybill.schemas.scans.ScanId;
import io.waybill.schemas.scans.ScanRequest;
import io.waybill.schemas.scans.ScanRule;
import io.waybill.schemas.scans.ScanScope;
import io.waybill.schemas.scans.ScanStep;
import io.waybill.schemas.scans.ScanStepDone;
import io.waybill.schemas.scans.ScanStepHeld;
import io.waybill.schemas.scans.ScanStepKind;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskDraft;
import io.waybill.schemas.tasks.Trigger;
import io.waybill.schemas.wire.Message;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is let go of a migration, and when it is over; the test plays the workers. */
@ExtendWith(Servers.Extension.class)
class MigrationKeeperTest {
  private static final Registry HERE = Registry.of("here");
  private static final Registry THERE = Registry.of("there");
  private static final Digest DIGEST = Digest.sha256("image".getBytes(StandardCharsets.UTF_8));

  private final Projection projection = new Projection();
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
  private @Nullable Database database;
  private @Nullable MessagePublisher publisher;

  @BeforeEach
  void open(Servers servers) throws Exception {
    WaybillConfig config = servers.config(servers.database());
    KafkaClients clients = new KafkaClients(config.kafka(), "test");
    try (Admin admin = clients.admin()) {
      TopicSetup.ensure(admin, config.kafka(), config.regions());
    }
    database = Database.open(config.database());
    publisher = clients.publisher();
  }

  @AfterEach
  void close() {
    Objects.requireNonNull(publisher).close();
    Objects.requireNonNull(database).close();
  }

  private Database database() {
    return Objects.requireNonNull(database);
  }

  /** A new one for each look, so that none remembers how long another took. */
  private void look() throws InterruptedException {
    keeper().run();
  }

  private MigrationKeeper keeper() {
    MessagePublisher kafka = Objects.requireNonNull(publisher);
    TaskQueue queue = new TaskQueue(kafka, database(), projection, TracesConfig.DEFAULT);
    return new MigrationKeeper(
        database(),
        queue,
        new Canceller(database(), queue, kafka, Clock.systemUTC()),
        Map.of(),
        Duration.ofDays(90),
        Clock.systemUTC(),
        300);
  }

  private MigrationStore store() {
    return new MigrationStore(database());
  }

  private NewMigration.NewPart part(
      MigrationId id, Registry to, String path, @Nullable Digest digest, String... tags) {
    Repository source = Repository.of(HERE, path);
    Repository target = Repository.of(to, path);
    RuleSource from = new RuleSource(HERE, List.of(NamePattern.parse(path)), null, null);
    return new NewMigration.NewPart(
        source,
        digest == null ? target.toString() : target.digest(digest).toString(),
        to.name(),
        new ScanRequest(
            new ScanId(UUID.nameUUIDFromBytes((id + path).getBytes(StandardCharsets.UTF_8))),
            new ScanRule(
                null, null, new RuleDraft("migration", from, List.of(RuleTarget.of(to))).build()),
            Trigger.MANUAL,
            false,
            new ScanScope(null, List.of(tags).stream().map(NamePattern::parse).toList()),
            now,
            "alice",
            id),
        digest);
  }

  private MigrationId create(List<NewMigration.NewPart> parts, MigrationId id) {
    assertThat(store().create(new NewMigration(id, "moved", "alice", now, parts))).isTrue();
    return id;
  }

  /** Whole repositories, each of which may have a hundred tasks or more. */
  private MigrationId repositories(int count) {
    MigrationId id = new MigrationId(UUID.randomUUID());
    List<NewMigration.NewPart> parts = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      parts.add(part(id, THERE, "a/r" + i, null));
    }
    return create(parts, id);
  }

  private Migration find(MigrationId id) {
    return store().find(id).orElseThrow();
  }

  private long parts(MigrationId id, String state) {
    return find(id).parts().getOrDefault(state, 0L);
  }

  /** The steps that are on their way to the queue, as the sender would find them. */
  private List<ScanStep> released() {
    return database()
        .transaction(
            connection -> {
              List<ScanStep> steps = new ArrayList<>();
              try (PreparedStatement select =
                      connection.prepareStatement(
                          "SELECT step FROM scan_steps WHERE state = 'unsent' ORDER BY step_id");
                  ResultSet row = select.executeQuery()) {
                while (row.next()) {
                  steps.add(
                      Objects.requireNonNull(
                          io.waybill.api.database.Sql.getJson(row, "step", ScanStep.class)));
                }
              }
              return steps;
            });
  }

  private void tell(ScanFact... facts) {
    List<ConsumerRecord<String, byte[]>> batch = new ArrayList<>();
    for (ScanFact fact : facts) {
      Message message = Messages.of(fact);
      ConsumerRecord<String, byte[]> record =
          new ConsumerRecord<>(Topics.SCAN_FACTS, 0, 0, message.key(), message.value());
      message
          .headers()
          .forEach(
              (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
      batch.add(record);
    }
    new ScanRecorder(database()).handle(batch);
  }

  private ScanStepDone done(ScanStep step, long planned, ScanStep... next) {
    return new ScanStepDone(
        step.scan().id(),
        step.id(),
        step.kind(),
        "worker-1",
        List.of(next).stream().map(s -> new ScanStepDone.Added(s.id(), s.kind())).toList(),
        new ScanCounts(0, planned, planned, 0, planned, 0, 0, planned, 0, 0, 0),
        List.of(),
        null,
        now);
  }

  private List<SyncTask> tasks(ScanStep step, int count) {
    List<SyncTask> tasks = new ArrayList<>();
    Repository source = step.requireRepository();
    for (int i = 0; i < count; i++) {
      Tag tag = Tag.of("v" + i);
      tasks.add(
          new TaskDraft(
                  step.scan().eventId(),
                  source.tag(tag),
                  Repository.of(THERE, source.path()).tag(tag),
                  now)
              .trigger(Trigger.MANUAL)
              .build());
    }
    return tasks;
  }

  private void record(List<? extends TaskFact> facts) {
    database()
        .transaction(
            connection -> {
              projection.apply(connection, Set.of(0), List.copyOf(facts));
              return facts;
            });
  }

  private void planned(List<SyncTask> tasks) {
    record(tasks.stream().map(task -> new TaskPlanned(task, now)).toList());
  }

  private void end(List<SyncTask> tasks, TaskStatus status) {
    record(tasks.stream().map(task -> new TaskDone(task.id(), status, DIGEST, null, now)).toList());
  }

  @Test
  void no_more_is_let_go_than_there_is_room_for_the_tasks_that_may_come_of_it() throws Exception {
    MigrationId id = repositories(10);

    look();
    look();
    assertThat(parts(id, "running")).as("three steps of a hundred tasks each").isEqualTo(3);

    ScanStep first = released().getFirst();
    tell(done(first, 40));
    look();
    assertThat(parts(id, "running")).as("40 tasks are told of, not recorded").isEqualTo(2);

    List<SyncTask> tasks = tasks(first, 40);
    planned(tasks);
    look();
    assertThat(parts(id, "running")).as("40 tasks are open").isEqualTo(2);

    end(tasks, TaskStatus.SUCCEEDED);
    look();
    assertThat(parts(id, "running")).isEqualTo(3);
    assertThat(parts(id, "done")).isEqualTo(1);
  }

  @Test
  void several_keepers_let_go_no_more_than_one() throws Exception {
    MigrationId id = repositories(10);
    try (ExecutorService both = Executors.newFixedThreadPool(4)) {
      List<Future<?>> looks = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        looks.add(
            both.submit(
                () -> {
                  look();
                  return true;
                }));
      }
      for (Future<?> each : looks) {
        each.get();
      }
    }
    assertThat(parts(id, "running")).isEqualTo(3);
  }

  @Test
  void steps_that_follow_wait_for_their_turn_and_nothing_goes_while_it_is_paused()
      throws Exception {
    MigrationId id = repositories(1);
    look();
    ScanStep list = released().getFirst();
    assertThat(list.kind()).isEqualTo(ScanStepKind.TAGS);
    List<ScanStep> chunks = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      List<Tag> tags = new ArrayList<>();
      for (int j = 0; j < 100; j++) {
        tags.add(Tag.of("v" + i + "-" + j));
      }
      chunks.add(ScanStep.compare(list.scan(), list.requireRepository(), tags, now));
    }
    assertThat(store().pause(id)).isTrue();
    for (ScanStep chunk : chunks) {
      tell(new ScanStepHeld(chunk, "worker-1", now));
    }
    tell(done(list, 0, chunks.toArray(ScanStep[]::new)));
    look();
    assertThat(released()).as("it is paused").isEmpty();

    assertThat(store().resume(id)).isTrue();
    look();
    look();
    assertThat(released()).as("300 of 500").hasSize(3);

    tell(new ScanStepHeld(chunks.getFirst(), "worker-1", now));
    look();
    assertThat(released()).as("a fact that comes again changes nothing").hasSize(3);
    for (ScanStep chunk : chunks) {
      tell(done(chunk, 0));
    }
    look();
    assertThat(find(id).state()).isEqualTo(MigrationState.DONE);
    assertThat(store().pause(id)).isFalse();
  }

  @Test
  void a_registry_whose_tasks_do_not_end_keeps_those_of_no_other_waiting() throws Exception {
    MigrationId id = new MigrationId(UUID.randomUUID());
    List<NewMigration.NewPart> parts = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      parts.add(part(id, THERE, "a/r" + i, null));
    }
    parts.add(part(id, Registry.of("elsewhere"), "a/r6", null));
    create(parts, id);

    look();

    assertThat(parts(id, "running")).isEqualTo(4);
    assertThat(store().parts(id, PartState.RUNNING, 0, 10))
        .extracting(MigrationPart::number)
        .containsExactly(1, 2, 3, 6);
  }

  @Test
  void an_image_by_its_digest_is_planned_once_and_named_tags_need_little_room() throws Exception {
    MigrationId id = new MigrationId(UUID.randomUUID());
    List<NewMigration.NewPart> parts = new ArrayList<>();
    parts.add(part(id, THERE, "a/pinned", DIGEST));
    for (int i = 1; i <= 20; i++) {
      parts.add(part(id, THERE, "a/n" + i, null, "v1", "v2"));
    }
    create(parts, id);

    look();
    look();

    assertThat(parts(id, "running")).isEqualTo(20);
    assertThat(find(id).tasks()).containsExactly(Map.entry("queued", 1L));
    assertThat(store().parts(id, PartState.DONE, 0, 10))
        .singleElement()
        .satisfies(part -> assertThat(part.digest()).isEqualTo(DIGEST));
  }

  @Test
  void what_failed_is_told_at_the_end() throws Exception {
    MigrationId id = repositories(1);
    look();
    ScanStep step = released().getFirst();
    List<SyncTask> tasks = tasks(step, 2);
    planned(tasks);
    tell(done(step, 2));
    look();
    assertThat(find(id).state()).as("its tasks are open").isEqualTo(MigrationState.RUNNING);
    assertThat(find(id).percent()).isZero();
    end(tasks.subList(0, 1), TaskStatus.SUCCEEDED);
    assertThat(find(id).percent()).isEqualTo(50);
    end(tasks.subList(1, 2), TaskStatus.FAILED);
    look();
    assertThat(find(id).state()).isEqualTo(MigrationState.DONE_WITH_FAILURES);
    assertThat(find(id).tasks())
        .containsExactlyInAnyOrderEntriesOf(Map.of("succeeded", 1L, "failed", 1L));
  }

  @Test
  void a_cancelled_one_ends_its_scans_its_waiting_parts_and_its_open_tasks() throws Exception {
    MigrationId id = repositories(5);
    look();
    ScanStep step = released().getFirst();
    List<SyncTask> tasks = tasks(step, 2);
    planned(tasks);
    tell(done(step, 2));

    assertThat(store().cancel(id, "bob")).isTrue();
    look();
    assertThat(parts(id, "cancelled")).isEqualTo(4);
    assertThat(released()).isEmpty();
    assertThat(find(id).state()).isEqualTo(MigrationState.CANCELLING);
    assertThat(store().resume(id)).isFalse();

    MessagePublisher kafka = Objects.requireNonNull(publisher);
    TaskQueue queue = new TaskQueue(kafka, database(), projection, TracesConfig.DEFAULT);
    new Canceller(database(), queue, kafka, Clock.systemUTC()).run();
    look();
    assertThat(find(id).state()).isEqualTo(MigrationState.CANCELLED);
    assertThat(find(id).cancelledBy()).isEqualTo("bob");
    assertThat(find(id).tasks()).containsExactly(Map.entry("cancelled", 2L));
  }

  @Test
  void a_long_list_of_tags_is_planned_bit_by_bit() throws Exception {
    MigrationId id = repositories(1);
    look();
    ScanStep list = released().getFirst();
    List<ScanStep> chunks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      List<Tag> tags = new ArrayList<>();
      for (int j = 0; j < 100; j++) {
        tags.add(Tag.of("v" + i + "-" + j));
      }
      chunks.add(ScanStep.compare(list.scan(), list.requireRepository(), tags, now));
      tell(new ScanStepHeld(chunks.getLast(), "worker-1", now));
    }
    tell(done(list, 0, chunks.toArray(ScanStep[]::new)));

    List<SyncTask> open = new ArrayList<>();
    int most = 0;
    int steps = 0;
    look();
    for (int turn = 0; turn < 60 && find(id).state() == MigrationState.RUNNING; turn++) {
      for (ScanStep step : released()) {
        List<SyncTask> tasks = tasks(step);
        tell(done(step, tasks.size()));
        planned(tasks);
        open.addAll(tasks);
        steps++;
      }
      most = Math.max(most, open.size());
      List<SyncTask> ended = open.subList(0, Math.min(150, open.size()));
      end(ended, TaskStatus.SUCCEEDED);
      ended.clear();
      look();
    }

    assertThat(steps).isEqualTo(20);
    assertThat(most).isEqualTo(300);
    assertThat(find(id).tasks()).containsExactly(Map.entry("succeeded", 2_000L));
    assertThat(find(id).state()).isEqualTo(MigrationState.DONE);
  }

  private List<SyncTask> tasks(ScanStep step) {
    Repository source = step.requireRepository();
    Repository target = Repository.of(THERE, source.path());
    return step.requireTags().stream()
        .map(
            tag ->
                new TaskDraft(step.scan().eventId(), source.tag(tag), target.tag(tag), now)
                    .trigger(Trigger.MANUAL)
                    .build())
        .toList();
  }
}
