package io.waybill.api.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.Servers;
import io.waybill.api.Tasks;
import io.waybill.api.database.Database;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.SyncTask;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.Extension.class)
class HistoryUpkeepTest {
  private static final Duration RETENTION = Duration.ofDays(21);
  private static final Instant NOW = Tasks.NOON;

  private final Projection projection = new Projection();
  private @Nullable Database database;

  @BeforeEach
  void open(Servers servers) throws Exception {
    database = Database.open(servers.database());
  }

  @AfterEach
  void close() {
    database().close();
  }

  @Test
  void each_fact_finds_its_week_from_the_retention_until_two_weeks_ahead() {
    upkeep(NOW).run();
    SyncTask task = succeeded("app", NOW.minus(Duration.ofDays(20)));
    succeeded("soon", NOW.plus(Duration.ofDays(10)));
    assertThat(count("records_default")).isZero();
    assertThat(count("attempts_default")).isZero();
    assertThat(store().find(task.id()).orElseThrow().attempts()).hasSize(1);
  }

  @Test
  void what_came_too_early_moves_into_its_week_when_that_is_made() {
    SyncTask early = succeeded("early", NOW);
    assertThat(count("records_default")).isEqualTo(1);
    upkeep(NOW).begin();
    assertThat(count("records_default")).isZero();
    assertThat(count("attempts_default")).isZero();
    assertThat(store().find(early.id()).orElseThrow().attempts()).hasSize(1);
  }

  @Test
  void old_weeks_go_and_the_tasks_in_them_that_are_not_over_stay() {
    upkeep(NOW).run();
    SyncTask over = succeeded("over", NOW);
    SyncTask running = Tasks.task("running", NOW);
    apply(Tasks.planned(running), Tasks.started(running, AttemptId.random(), NOW));
    SyncTask queued = Tasks.task("queued", NOW);
    apply(Tasks.planned(queued));

    Instant later = NOW.plus(RETENTION).plus(Duration.ofDays(8));
    upkeep(later).run();

    assertThat(store().find(over.id())).isEmpty();
    assertThat(store().find(running.id()).orElseThrow().attempts()).hasSize(1);
    assertThat(store().find(queued.id())).isPresent();
    assertThat(count("attempts")).isEqualTo(1);

    succeed(running, later);
    upkeep(later.plus(RETENTION).minusSeconds(60)).run();
    assertThat(store().find(running.id())).isPresent();
    upkeep(later.plus(RETENTION).plusSeconds(60)).run();
    assertThat(store().find(running.id())).isEmpty();
    assertThat(count("attempts")).isZero();
    assertThat(store().find(queued.id())).isPresent();
  }

  @Test
  void facts_of_a_week_that_is_gone_are_kept_nevertheless_and_stop_nothing() {
    upkeep(NOW).run();
    SyncTask late = Tasks.task("late", NOW.minus(Duration.ofDays(400)));
    apply(Tasks.planned(late));
    upkeep(NOW).run();
    upkeep(NOW.plus(Duration.ofDays(7))).run();
    assertThat(store().find(late.id())).isPresent();
  }

  @Test
  void the_attempts_of_a_week_go_even_where_the_process_died_after_its_records() {
    upkeep(NOW).run();
    succeeded("app", NOW);
    execute("DROP TABLE records_" + Week.of(NOW).suffix());
    upkeep(NOW.plus(RETENTION).plus(Duration.ofDays(8))).run();
    assertThat(count("attempts")).isZero();
  }

  @Test
  void history_of_before_there_were_weeks_is_one_partition_that_grows_old_as_a_whole() {
    succeeded("old", NOW);
    execute(
        """
        ALTER TABLE records DETACH PARTITION records_default;
        ALTER TABLE records_default RENAME TO records_before_20261123;
        CREATE TABLE records_default PARTITION OF records DEFAULT;
        ALTER TABLE records ATTACH PARTITION records_before_20261123
          FOR VALUES FROM (MINVALUE) TO ('2026-11-23T00:00:00Z')
        """);
    upkeep(NOW).run();
    SyncTask fresh = succeeded("fresh", NOW.plus(Duration.ofDays(2)));
    assertThat(count("records")).isEqualTo(2);
    assertThat(count("records_default")).isZero();
    upkeep(NOW.plus(RETENTION).plus(Duration.ofDays(2))).run();
    assertThat(count("records")).isEqualTo(1);
    assertThat(store().find(fresh.id())).isPresent();
  }

  @Test
  void processes_that_do_it_at_once_while_facts_come_neither_fail_nor_lose_any() throws Exception {
    List<Callable<Integer>> work = new ArrayList<>();
    CountDownLatch begin = new CountDownLatch(1);
    for (int i = 0; i < 2; i++) {
      work.add(
          () -> {
            begin.await();
            for (int week = 0; week < 4; week++) {
              upkeep(NOW.plus(Duration.ofDays(7L * week))).run();
            }
            return 0;
          });
      int writer = i;
      work.add(
          () -> {
            begin.await();
            for (int at = 0; at < 40; at++) {
              succeeded("app-" + writer + "-" + at, NOW.plus(Duration.ofDays(at)));
            }
            return 40;
          });
    }
    int told = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> all = work.stream().map(threads::submit).toList();
      begin.countDown();
      for (Future<Integer> one : all) {
        told += one.get(60, TimeUnit.SECONDS);
      }
    }
    assertThat(count("records")).isEqualTo(told);
    assertThat(count("attempts")).isEqualTo(told);
  }

  @Test
  void a_fact_whose_task_is_never_told_of_is_forgotten_after_a_week() {
    SyncTask nobody = Tasks.task("nobody", NOW);
    apply(Tasks.done(nobody, TaskStatus.CANCELLED, NOW));
    Instant now = Instant.now();
    upkeep(now).run();
    assertThat(count("early_facts")).isEqualTo(1);
    upkeep(now.plus(Duration.ofDays(8))).run();
    assertThat(count("early_facts")).isZero();
  }

  @Test
  void what_is_at_a_target_stays_and_what_was_there_long_ago_goes() {
    execute(
        """
        INSERT INTO images (target, source, region, planned_at, task_id) VALUES
          ('there/a:1', 'here/a:1', 'eu', '2020-01-01', gen_random_uuid()),
          ('there/gone:1', 'here/gone:1', 'eu', '2020-01-01', gen_random_uuid());
        INSERT INTO image_digests (target, digest, first_seen_at, last_seen_at, last_task_id) VALUES
          ('there/a:1', 'sha256:old', '2020-01-01', '2020-01-02', gen_random_uuid()),
          ('there/a:1', 'sha256:now', '2020-01-03', '2020-01-03', gen_random_uuid()),
          ('there/gone:1', 'sha256:old', '2020-01-01', '2020-01-02', gen_random_uuid()),
          ('there/gone:1', '', '2020-01-03', '2020-01-03', gen_random_uuid());
        INSERT INTO rule_targets VALUES
          (gen_random_uuid(), 'there', 'a', 'there/a:1'),
          (gen_random_uuid(), 'there', 'gone', 'there/gone:1')
        """);
    upkeep(NOW).run();
    assertThat(count("image_digests")).isEqualTo(1);
    assertThat(count("image_digests WHERE digest = 'sha256:now'")).isEqualTo(1);
    assertThat(count("images")).isEqualTo(1);
    assertThat(count("rule_targets WHERE target = 'there/a:1'")).isEqualTo(1);
    assertThat(count("rule_targets WHERE target = 'there/gone:1'")).isZero();
  }

  private HistoryUpkeep upkeep(Instant now) {
    return new HistoryUpkeep(database(), RETENTION, Clock.fixed(now, ZoneOffset.UTC));
  }

  private SyncTask succeeded(String name, Instant at) {
    SyncTask task = Tasks.task(name, at);
    apply(Tasks.planned(task));
    succeed(task, at);
    return task;
  }

  private void succeed(SyncTask task, Instant at) {
    AttemptId id = AttemptId.random();
    apply(
        Tasks.started(task, id, at),
        Tasks.ended(task, id, at, at.plusSeconds(1), AttemptOutcome.COPIED));
  }

  private void apply(TaskFact... facts) {
    database()
        .transaction(
            connection -> {
              projection.apply(connection, Set.of(0), List.of(facts));
              return facts.length;
            });
  }

  private RecordStore store() {
    return new RecordStore(database());
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

  private void execute(String sql) {
    database()
        .transaction(
            connection -> {
              try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
              }
            });
  }

  private Database database() {
    return java.util.Objects.requireNonNull(database);
  }
}
