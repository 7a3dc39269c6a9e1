package io.waybill.api.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.Servers;
import io.waybill.api.Tasks;
import io.waybill.api.database.Database;
import io.waybill.api.records.StatisticsReport.By;
import io.waybill.api.records.StatisticsReport.Group;
import io.waybill.api.records.StatisticsReport.Numbers;
import io.waybill.api.records.StatisticsReport.Reason;
import io.waybill.api.records.StatisticsReport.Side;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.tasks.Deletion;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskAction;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.Extension.class)
class StatisticsTest {
  private static final Instant NOON = Tasks.NOON;

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
  void an_hour_tells_how_many_how_quickly_and_why_not() {
    for (int i = 1; i <= 100; i++) {
      succeed("good-" + i, Duration.ofSeconds(i));
    }
    fail("bad");
    apply(Tasks.planned(Tasks.task("queued", NOON)));
    StatisticsReport report = report(By.RULE, NOON, NOON.plusSeconds(60));

    assertThat(report.since()).isEqualTo(NOON);
    assertThat(report.until()).isEqualTo(NOON.plusSeconds(3600));
    Numbers numbers = report.groups().getFirst().numbers();
    assertThat(report.groups())
        .singleElement()
        .satisfies(
            group -> {
              assertThat(group.ruleId()).isEqualTo(Tasks.RULE);
              assertThat(group.ruleName()).isEqualTo("prod-to-there");
            });
    assertThat(numbers).isEqualTo(report.total());
    assertThat(numbers.tasks()).isEqualTo(new StatisticsReport.Tasks(1, 0, 0, 100, 1, 0, 0));
    assertThat(numbers.successRate()).isEqualTo(100.0 / 101);
    assertThat(numbers.bytes().read()).isEqualTo(100 * 100);
    assertThat(numbers.failures()).containsExactly(new Reason("NETWORK", 1));
    StatisticsReport.Seconds seconds = Objects.requireNonNull(numbers.seconds());
    Percentage near = Percentage.withPercentage(5);
    assertThat(seconds.p50()).isCloseTo(50, near);
    assertThat(seconds.p95()).isCloseTo(95, near);
    assertThat(seconds.p99()).isCloseTo(99, near);
  }

  @Test
  void a_delete_that_nobody_has_let_go_is_neither_a_success_nor_a_failure() {
    succeed("app", Duration.ofSeconds(1));
    SyncTask gone = Tasks.task("gone", NOON);
    apply(Tasks.planned(gone.draft().action(TaskAction.DELETE).deletion(Deletion.HELD).build()));

    Numbers numbers = report(By.RULE, NOON, NOON.plusSeconds(60)).total();

    assertThat(numbers.tasks()).isEqualTo(new StatisticsReport.Tasks(0, 0, 0, 1, 0, 0, 1));
    assertThat(numbers.successRate()).isEqualTo(1.0);
  }

  @Test
  void a_registry_is_told_of_as_the_side_that_it_was() {
    succeed("app", Duration.ofSeconds(1));
    StatisticsReport report = report(By.REGISTRY, NOON, NOON.plusSeconds(1));
    assertThat(report.groups())
        .extracting(group -> group.registry() + " " + group.side())
        .containsExactlyInAnyOrder("here " + Side.SOURCE, "there " + Side.TARGET);
    assertThat(report.total().tasks().succeeded()).isEqualTo(1);
    assertThat(report(By.REGION, NOON, NOON.plusSeconds(1)).groups())
        .singleElement()
        .extracting(Group::region)
        .isNotNull();
  }

  @Test
  void tasks_of_other_hours_are_not_counted() {
    succeed("app", Duration.ofSeconds(1));
    assertThat(report(By.RULE, NOON.plusSeconds(3600), NOON.plusSeconds(7200)).groups()).isEmpty();
    assertThat(report(By.RULE, NOON.minusSeconds(3600), NOON).groups()).isEmpty();
    assertThat(report(By.RULE, NOON.minusSeconds(1), NOON).total().seconds()).isNull();
  }

  @Test
  void facts_in_any_order_and_told_again_make_the_same_numbers() {
    Random random = new Random(21);
    List<TaskFact> facts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      facts.addAll(Facts.life("app-" + i, random));
    }
    facts.forEach(this::apply);
    StatisticsReport expected = report(By.RULE, NOON, NOON.plusSeconds(3600));
    assertThat(expected.total().tasks().all()).isEqualTo(40);
    for (TaskFact fact : Facts.shaken(facts, random)) {
      apply(fact);
      if (random.nextInt(20) == 0) {
        report(By.RULE, NOON, NOON.plusSeconds(3600));
      }
    }
    assertThat(report(By.RULE, NOON, NOON.plusSeconds(3600))).isEqualTo(expected);
  }

  @Test
  void what_is_older_than_the_retention_is_forgotten() {
    succeed("app", Duration.ofSeconds(1));
    report(By.RULE, NOON, NOON.plusSeconds(1));
    statistics(NOON.plus(Duration.ofDays(100))).run();
    assertThat(new StatisticsStore(database()).report(By.RULE, NOON, NOON.plusSeconds(1)).groups())
        .isEmpty();
  }

  private StatisticsReport report(By by, Instant since, Instant until) {
    statistics(NOON).run();
    return new StatisticsStore(database()).report(by, since, until);
  }

  private HourlyStatistics statistics(Instant now) {
    return new HourlyStatistics(database(), Duration.ofDays(90), Clock.fixed(now, ZoneOffset.UTC));
  }

  private void succeed(String name, Duration took) {
    end(name, took, AttemptOutcome.COPIED);
  }

  private void fail(String name) {
    end(name, Duration.ofSeconds(1), AttemptOutcome.FAILED);
  }

  private void end(String name, Duration took, AttemptOutcome outcome) {
    SyncTask task = Tasks.task(name, NOON);
    AttemptId id = AttemptId.random();
    apply(Tasks.started(task, id, NOON), Tasks.ended(task, id, NOON, NOON.plus(took), outcome));
  }

  private void apply(TaskFact... facts) {
    database()
        .transaction(
            connection -> {
              projection.apply(connection, Set.of(0), List.of(facts));
              return facts.length;
            });
  }

  private Database database() {
    return Objects.requireNonNull(database);
  }
}
