package io.waybill.api.scans;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.Servers;
import io.waybill.api.Tasks;
import io.waybill.api.database.Database;
import io.waybill.api.records.Projection;
import io.waybill.api.rules.RuleStore;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.rules.Glob;
import io.waybill.schemas.rules.RuleDraft;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSource;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.rules.Schedule;
import io.waybill.schemas.scans.ScanId;
import io.waybill.schemas.tasks.Deletion;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskAction;
import io.waybill.schemas.tasks.TaskDraft;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.tasks.Trigger;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Schedules by a clock that the test sets. */
@ExtendWith(Servers.Extension.class)
class ScheduleKeeperTest {
  private static final Instant EVENING = Instant.parse("2026-11-22T20:00:00Z");

  private @Nullable Database database;
  private volatile Instant now = EVENING;

  @BeforeEach
  void open(Servers servers) throws Exception {
    database = Database.open(servers.database());
  }

  @AfterEach
  void close() {
    Objects.requireNonNull(database).close();
  }

  private Database database() {
    return Objects.requireNonNull(database);
  }

  private ScheduleKeeper keeper() {
    InstantSource source = () -> now;
    return new ScheduleKeeper(database(), source.withZone(ZoneOffset.UTC));
  }

  private static RuleDraft draft(String name) {
    return new RuleDraft(
        name,
        new RuleSource(Registry.of("here"), List.of(Glob.parse("prod/**")), null, null),
        List.of(RuleTarget.of(Registry.of("there"))));
  }

  private RuleId create(RuleSpec spec) {
    RuleId id = new RuleId(UUID.randomUUID());
    new RuleStore(database()).create(id, spec, RuleStore.Witness.NONE);
    return id;
  }

  private RuleId nightly() {
    RuleId id = create(draft("nightly").schedule(Schedule.parse("0 3 * * *")).build());
    assertThat(keeper().run()).isZero();
    return id;
  }

  private List<Scan> scans(RuleId rule) {
    return new ScanStore(database()).list(Optional.of(rule), Optional.empty(), 100);
  }

  @Test
  void aRuleIsScannedWhenItsTimeHasComeAndOnce() {
    RuleId rule = nightly();
    now = Instant.parse("2026-11-23T02:59:59Z");
    assertThat(keeper().run()).isZero();
    now = Instant.parse("2026-11-23T03:00:00Z");

    assertThat(keeper().run()).isEqualTo(1);
    assertThat(keeper().run()).isZero();
    assertThat(scans(rule))
        .singleElement()
        .satisfies(
            scan -> {
              assertThat(scan.trigger()).isEqualTo(Trigger.SCHEDULE);
              assertThat(scan.state()).isEqualTo(ScanState.RUNNING);
            });
  }

  @Test
  void severalProcessesStartItOnce() throws Exception {
    RuleId rule = nightly();
    now = Instant.parse("2026-11-23T03:00:01Z");
    try (ExecutorService processes = Executors.newFixedThreadPool(4)) {
      List<Future<Integer>> started =
          processes
              .invokeAll(
                  java.util.Collections.nCopies(
                      8, (java.util.concurrent.Callable<Integer>) () -> keeper().run()))
              .stream()
              .toList();
      int sum = 0;
      for (Future<Integer> one : started) {
        sum += one.get();
      }
      assertThat(sum).isEqualTo(1);
    }
    assertThat(scans(rule)).hasSize(1);
  }

  @Test
  void runsThatWereMissedAreMadeUpForOnce() {
    RuleId rule = nightly();
    now = Instant.parse("2026-11-29T12:00:00Z");

    assertThat(keeper().run()).isEqualTo(1);
    assertThat(keeper().run()).isZero();
    now = Instant.parse("2026-11-30T02:00:00Z");
    assertThat(keeper().run()).isZero();
    assertThat(scans(rule)).hasSize(1);
  }

  @Test
  void aScanThatStillRunsIsNotStartedTwiceAndHistorySaysSo() {
    RuleId rule = nightly();
    now = Instant.parse("2026-11-23T03:00:00Z");
    keeper().run();
    now = Instant.parse("2026-11-24T03:00:00Z");

    assertThat(keeper().run()).isZero();
    assertThat(scans(rule))
        .extracting(Scan::state)
        .containsExactly(ScanState.SKIPPED, ScanState.RUNNING);
    assertThat(scans(rule).getFirst().note()).contains("still runs");

    new ScanStore(database()).cancel(scans(rule).getLast().id(), "Enough.");
    now = Instant.parse("2026-11-25T03:00:00Z");
    assertThat(keeper().run()).isEqualTo(1);
  }

  @Test
  void tasksOfTheLastScanKeepTheRuleFromBeingScannedAndADeleteThatIsHeldDoesNot() {
    RuleId rule = nightly();
    now = Instant.parse("2026-11-23T03:00:00Z");
    keeper().run();
    ScanId last = scans(rule).getLast().id();
    new ScanStore(database()).cancel(last, "Enough.");
    apply(of(last).action(TaskAction.DELETE).deletion(Deletion.HELD));
    now = Instant.parse("2026-11-24T03:00:00Z");
    assertThat(keeper().run()).isEqualTo(1);

    ScanId next = scans(rule).getFirst().id();
    new ScanStore(database()).cancel(next, "Enough.");
    apply(of(next));
    now = Instant.parse("2026-11-25T03:00:00Z");
    assertThat(keeper().run()).isZero();
    assertThat(scans(rule).getFirst().note()).startsWith("1 tasks of the scan " + next);
  }

  private TaskDraft of(ScanId scan) {
    SyncTask any = Tasks.task("app", now);
    return new TaskDraft(scan.eventId(), any.source(), any.target(), now)
        .id(TaskId.of(scan.eventId(), Tasks.RULE, any.target()))
        .trigger(Trigger.SCHEDULE);
  }

  private void apply(TaskDraft planned) {
    database()
        .transaction(
            connection -> {
              new Projection()
                  .apply(connection, Set.of(0), List.of(Tasks.planned(planned.build())));
              return planned;
            });
  }

  @Test
  void aDisabledRuleIsNotScannedAndAnEnabledOneAgain() {
    RuleId rule = nightly();
    RuleStore rules = new RuleStore(database());
    RuleSpec spec = draft("nightly").schedule(Schedule.parse("0 3 * * *")).build();
    rules.update(
        rule, spec.draft().enabled(false).build(), OptionalLong.empty(), RuleStore.Witness.NONE);
    keeper().run();
    now = Instant.parse("2026-11-23T03:00:00Z");
    assertThat(keeper().run()).isZero();

    rules.update(rule, spec, OptionalLong.empty(), RuleStore.Witness.NONE);
    assertThat(keeper().run()).isZero();
    now = Instant.parse("2026-11-24T03:00:00Z");
    assertThat(keeper().run()).isEqualTo(1);
  }

  @Test
  void aBackfillComesWithTheRuleAndWithWhatItReaches() {
    RuleSpec spec = draft("filled").backfill(true).build();
    RuleId rule = create(spec);
    assertThat(keeper().run()).isEqualTo(1);
    assertThat(keeper().run()).isZero();
    RuleStore rules = new RuleStore(database());

    rules.update(
        rule,
        spec.draft().referrers(false).backfill(true).build(),
        OptionalLong.empty(),
        RuleStore.Witness.NONE);
    assertThat(keeper().run()).as("nothing new is reached").isZero();
    now = EVENING.plusSeconds(60);
    rules.update(
        rule,
        spec.draft().targets(List.of(RuleTarget.of(Registry.of("elsewhere")))).build(),
        OptionalLong.empty(),
        RuleStore.Witness.NONE);
    assertThat(keeper().run()).isEqualTo(1);
    assertThat(scans(rule))
        .extracting(Scan::state)
        .containsExactly(ScanState.RUNNING, ScanState.CANCELLED);
    rules.delete(rule, OptionalLong.empty(), RuleStore.Witness.NONE);
    keeper().run();
    assertThat(scans(rule).getFirst().state()).isEqualTo(ScanState.CANCELLED);
  }
}
