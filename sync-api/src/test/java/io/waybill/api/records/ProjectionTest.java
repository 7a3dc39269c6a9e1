package io.waybill.api.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.Servers;
import io.waybill.api.Tasks;
import io.waybill.api.database.Database;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.AttemptStarted;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.records.Transfer;
import io.waybill.schemas.rules.PlatformMode;
import io.waybill.schemas.rules.PlatformPattern;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProjectionTest {
  private @Nullable Database database;
  private final Projection projection = new Projection();

  @BeforeAll
  void open(Servers servers) throws Exception {
    database = Database.open(servers.database());
  }

  @AfterAll
  void close() {
    database().close();
  }

  @BeforeEach
  void empty() {
    database()
        .transaction(
            connection -> {
              try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(
                    "TRUNCATE records, attempts, early_facts, idempotency_keys, rules");
              }
            });
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void shuffled_and_repeated_facts_in_any_batches_make_the_same_history(long seed) {
    Random random = new Random(seed);
    List<TaskFact> facts = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      facts.addAll(Facts.life("app-" + i, random));
    }
    apply(facts);
    List<TaskRecord> expected = everything();
    empty();
    List<TaskFact> shaken = Facts.shaken(facts, random);
    for (int at = 0; at < shaken.size(); ) {
      int to = Math.min(shaken.size(), at + 1 + random.nextInt(20));
      apply(shaken.subList(at, to));
      at = to;
    }
    assertThat(everything()).as("seed %d", seed).isEqualTo(expected);
    assertThat(count("early_facts")).isZero();
    apply(facts);
    assertThat(everything()).as("all facts once more, seed %d", seed).isEqualTo(expected);
  }

  @Test
  void what_is_read_is_what_the_facts_said() {
    SyncTask task = Tasks.task("app", 0);
    AttemptId id = AttemptId.random();
    apply(
        List.of(
            Tasks.planned(task),
            Tasks.started(task, id, Tasks.NOON.plusSeconds(1)),
            Tasks.ended(
                task,
                id,
                Tasks.NOON.plusSeconds(1),
                Tasks.NOON.plusSeconds(3),
                AttemptOutcome.COPIED)));
    TaskRecord record = store().find(task.id()).orElseThrow();
    assertThat(record.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(record.durationMs()).isEqualTo(3000);
    assertThat(record.digestAfter()).isEqualTo(Tasks.digest());
    assertThat(record.source()).isEqualTo(task.source());
    assertThat(record.attempts()).hasSize(1);
  }

  @Test
  void a_record_tells_of_an_index_that_was_rebuilt() {
    SyncTask task =
        Tasks.task("app", 0)
            .draft()
            .platforms(List.of(PlatformPattern.parse("linux/arm64")))
            .platformMode(PlatformMode.REBUILT)
            .build();
    AttemptId id = AttemptId.random();
    Digest source = Digest.sha256(new byte[] {7});
    apply(
        List.of(
            Tasks.planned(task),
            Tasks.started(task, id, Tasks.NOON),
            new AttemptEnded(
                task.id(),
                id,
                "worker-1",
                Tasks.NOON,
                Tasks.NOON,
                AttemptOutcome.COPIED,
                null,
                Tasks.digest(),
                Transfer.NONE,
                Phases.NONE,
                0,
                null,
                null,
                source,
                null,
                null)));
    TaskRecord record = store().find(task.id()).orElseThrow();
    assertThat(record.platforms()).containsExactly(PlatformPattern.parse("linux/arm64"));
    assertThat(record.platformMode()).isEqualTo(PlatformMode.REBUILT);
    assertThat(record.rebuiltFrom()).isEqualTo(source);
    assertThat(record.digestAfter()).isEqualTo(Tasks.digest());
    assertThat(record.attempts())
        .singleElement()
        .extracting(AttemptRecord::rebuiltFrom)
        .isEqualTo(source);
  }

  @Test
  void words_that_postgresql_cannot_hold_do_not_stop_history() {
    SyncTask task = Tasks.task("app", 0);
    AttemptId id = AttemptId.random();
    apply(
        List.of(
            Tasks.started(task, id, Tasks.NOON),
            Tasks.ended(task, id, Tasks.NOON, Tasks.NOON, AttemptOutcome.FAILED)));
    assertThat(store().find(task.id()).orElseThrow().failure())
        .extracting(Failure::registryError)
        .isEqualTo("{\"errors\":[\"nul: \ufffd, backslash: \\u0000\"]}");
  }

  @Test
  void pages_neither_repeat_nor_skip_a_record_while_new_ones_come() {
    List<TaskFact> facts = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      // Several of the same instant, so that the id has to decide.
      facts.add(Tasks.planned(Tasks.task("old-" + i, i / 5)));
    }
    apply(facts);
    List<TaskId> seen = new ArrayList<>();
    Optional<RecordPage.Position> after = Optional.empty();
    int pages = 0;
    do {
      RecordPage page = store().list(RecordFilter.ALL, after, 4);
      page.items().forEach(record -> seen.add(record.taskId()));
      apply(List.of(Tasks.planned(Tasks.task("new-" + pages, 1000 + pages))));
      after = Optional.ofNullable(page.next());
      pages++;
    } while (after.isPresent());
    assertThat(seen).hasSize(25).doesNotHaveDuplicates();
  }

  @Test
  void filters_look_at_both_sides_and_must_all_hold() {
    apply(List.of(Tasks.planned(Tasks.task("one", 1)), Tasks.planned(Tasks.task("two", 2))));
    assertThat(names(filter(null, "prod/one", null))).containsExactly("here/prod/one:v1");
    assertThat(names(filter("there", "mirror/two", "v1"))).containsExactly("here/prod/two:v1");
    assertThat(names(filter("elsewhere", null, null))).isEmpty();
    assertThat(names(filter(null, null, "v2"))).isEmpty();
  }

  @Test
  void a_due_task_is_claimed_once() {
    SyncTask task = Tasks.task("app", 0);
    AttemptId id = new AttemptId(UUID.randomUUID());
    apply(
        List.of(
            Tasks.started(task, id, Tasks.NOON),
            Tasks.ended(
                task,
                id,
                Tasks.NOON,
                java.time.Instant.parse("2020-01-01T00:00:00Z"),
                AttemptOutcome.RETRY_AT)));
    TaskClaims claims = new TaskClaims(database());
    assertThat(claims.claimDue(10)).extracting(h -> h.task().id()).containsExactly(task.id());
    assertThat(claims.claimDue(10)).isEmpty();
  }

  private static RecordFilter filter(
      @Nullable String registry, @Nullable String repository, @Nullable String tag) {
    return new RecordFilter(
        Set.of(TaskStatus.QUEUED),
        Tasks.RULE,
        null,
        registry == null ? null : Registry.of(registry),
        repository,
        tag == null ? null : Tag.of(tag),
        null,
        null,
        null,
        Tasks.NOON,
        Tasks.NOON.plusSeconds(3600));
  }

  private List<String> names(RecordFilter filter) {
    return store().list(filter, Optional.empty(), 10).items().stream()
        .map(record -> record.source().text())
        .toList();
  }

  private List<TaskRecord> everything() {
    return store().list(RecordFilter.ALL, Optional.empty(), 500).items().stream()
        .map(record -> store().find(record.taskId()).orElseThrow())
        .toList();
  }

  @Test
  void an_attempt_whose_task_another_worker_was_given_is_counted_as_lost_once() {
    SyncTask task = Tasks.task("killed", 0);
    AttemptId killed = new AttemptId(UUID.randomUUID());
    AttemptId next = new AttemptId(UUID.randomUUID());
    AttemptId third = new AttemptId(UUID.randomUUID());
    TaskFact first = Tasks.started(task, killed, Tasks.NOON);
    TaskFact second = startedAgain(task, next, 1);

    assertThat(lostBy(first)).isZero();
    assertThat(lostBy(second)).isOne();
    assertThat(lostBy(first, second)).as("what is known already").isZero();

    Instant begun = Tasks.NOON.plusSeconds(1);
    TaskFact handedBack = Tasks.ended(task, next, begun, begun.plusSeconds(1), AttemptOutcome.LOST);
    assertThat(lostBy(handedBack)).as("one that said so itself").isZero();
    assertThat(lostBy(startedAgain(task, third, 3))).isZero();
  }

  @Test
  void two_attempts_at_a_task_that_was_queued_twice_are_not_lost() {
    SyncTask task = Tasks.task("twice", 0);
    TaskFact first = Tasks.started(task, new AttemptId(UUID.randomUUID()), Tasks.NOON);
    TaskFact second =
        Tasks.started(task, new AttemptId(UUID.randomUUID()), Tasks.NOON.plusSeconds(1));

    assertThat(lostBy(first, second)).isZero();
  }

  /** By another worker, for the first one did not come to an end with it. */
  private static AttemptStarted startedAgain(SyncTask task, AttemptId id, int second) {
    return new AttemptStarted(task, id, "worker-2", null, Tasks.NOON.plusSeconds(second), 2);
  }

  private int lostBy(TaskFact... facts) {
    return database()
        .transaction(
            connection -> projection.applyCountingLost(connection, Set.of(0), List.of(facts)));
  }

  private long count(String table) {
    return database()
        .transaction(
            connection -> {
              try (Statement statement = connection.createStatement();
                  ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
                row.next();
                return row.getLong(1);
              }
            });
  }

  private void apply(List<TaskFact> facts) {
    database()
        .transaction(
            connection -> {
              projection.apply(connection, Set.of(0), facts);
              return facts.size();
            });
  }

  private RecordStore store() {
    return new RecordStore(database());
  }

  private Database database() {
    return java.util.Objects.requireNonNull(database);
  }
}
