package io.waybill.api.registries;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.Servers;
import io.waybill.api.Tasks;
import io.waybill.api.database.Database;
import io.waybill.api.records.Projection;
import io.waybill.api.records.RecordStore;
import io.waybill.api.records.TaskRecord;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.failures.FailureCode;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.Transfer;
import io.waybill.schemas.tasks.SyncTask;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.Extension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistryHealthTest {
  private static final Registry HERE = Registry.of("here");
  private static final Registry THERE = Registry.of("there");

  private final Projection projection = new Projection(List.of(new RegistryWatch()));
  private @Nullable Database database;

  @BeforeAll
  void open(Servers servers) throws Exception {
    database = Database.open(servers.database());
  }

  @AfterAll
  void close() {
    Objects.requireNonNull(database).close();
  }

  @BeforeEach
  void empty() {
    Objects.requireNonNull(database)
        .transaction(
            connection -> {
              try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(
                    "TRUNCATE records, attempts, early_facts, registry_health");
              }
            });
  }

  @Test
  void a_success_says_that_both_ends_are_well() {
    SyncTask task = Tasks.task("app", 0);
    apply(Tasks.planned(task), ended(task, 5, AttemptOutcome.COPIED, null));
    assertThat(health(60).get(HERE)).isEqualTo(health(60).get(THERE));
    RegistryHealth there = Objects.requireNonNull(health(60).get(THERE));
    assertThat(there.status()).isEqualTo(RegistryHealth.Status.GOOD);
    assertThat(there.lastSuccessAt()).isEqualTo(Tasks.NOON.plusSeconds(5));
    assertThat(there.lastFailure()).isNull();
    assertThat(Objects.requireNonNull(health(8 * 86_400).get(THERE)).status())
        .isEqualTo(RegistryHealth.Status.UNKNOWN);
  }

  @Test
  void a_failure_is_of_the_registry_that_its_reason_names() {
    SyncTask task = Tasks.task("app", 0);
    apply(
        Tasks.planned(task),
        ended(task, 5, AttemptOutcome.RETRY_AT, network("pull here/prod/app:v1")));
    assertThat(health(60)).doesNotContainKey(Registry.of("nowhere"));
    RegistryHealth here = Objects.requireNonNull(health(60).get(HERE));
    assertThat(here.status()).isEqualTo(RegistryHealth.Status.FAILING);
    assertThat(here.lastFailure())
        .extracting(
            RegistryHealth.LastFailure::code,
            RegistryHealth.LastFailure::reason,
            RegistryHealth.LastFailure::taskId)
        .containsExactly(FailureCode.NETWORK, "Tried to pull here/prod/app:v1 but no.", task.id());
    RegistryHealth there = Objects.requireNonNull(health(60).get(THERE));
    assertThat(there.status()).isEqualTo(RegistryHealth.Status.UNKNOWN);
    assertThat(there.waiting()).isEqualTo(1);
  }

  @Test
  void the_last_word_counts_whatever_the_order_in_which_it_is_heard() {
    SyncTask one = Tasks.task("one", 0);
    SyncTask two = Tasks.task("two", 0);
    apply(Tasks.planned(one), ended(one, 9, AttemptOutcome.FAILED, network("push")));
    apply(Tasks.planned(two), ended(two, 5, AttemptOutcome.COPIED, null));
    assertThat(Objects.requireNonNull(health(60).get(THERE)).status())
        .isEqualTo(RegistryHealth.Status.FAILING);
    SyncTask three = Tasks.task("three", 0);
    apply(Tasks.planned(three), ended(three, 10, AttemptOutcome.ALREADY_PRESENT, null));
    RegistryHealth there = Objects.requireNonNull(health(60).get(THERE));
    assertThat(there.status()).isEqualTo(RegistryHealth.Status.GOOD);
    assertThat(Objects.requireNonNull(there.lastFailure()).at())
        .isEqualTo(Tasks.NOON.plusSeconds(9));
  }

  @Test
  void what_is_wrong_with_one_image_does_not_make_a_registry_failing() {
    SyncTask good = Tasks.task("good", 0);
    SyncTask bad = Tasks.task("bad", 0);
    apply(Tasks.planned(good), ended(good, 5, AttemptOutcome.COPIED, null));
    apply(
        Tasks.planned(bad),
        ended(bad, 9, AttemptOutcome.FAILED, Failure.of(FailureCode.TAG_IMMUTABLE, "It may not.")));
    RegistryHealth there = Objects.requireNonNull(health(60).get(THERE));
    assertThat(there.status()).isEqualTo(RegistryHealth.Status.GOOD);
    assertThat(Objects.requireNonNull(there.lastFailure()).code())
        .isEqualTo(FailureCode.TAG_IMMUTABLE);
  }

  @Test
  void a_queued_task_says_that_its_registry_fails_until_that_does_well_again() {
    SyncTask failed = Tasks.task("failed", 0);
    SyncTask queued = Tasks.task("queued", 1);
    apply(Tasks.planned(failed), ended(failed, 5, AttemptOutcome.RETRY_AT, network("push")));
    apply(Tasks.planned(queued));
    Failure reason = Objects.requireNonNull(record(queued).failure());
    assertThat(reason.code()).isEqualTo(FailureCode.REGISTRY_DOWN);
    assertThat(reason.reason())
        .contains("the registry there", "since it failed at 2026-11-22T12:00:05Z")
        .endsWith("Tried to push but no.");
    SyncTask good = Tasks.task("good", 2);
    apply(Tasks.planned(good), ended(good, 9, AttemptOutcome.COPIED, null));
    assertThat(record(queued).failure()).isNull();
  }

  private TaskRecord record(SyncTask task) {
    return new RecordStore(Objects.requireNonNull(database)).find(task.id()).orElseThrow();
  }

  private static Failure network(String tried) {
    return Failure.of(FailureCode.NETWORK, "Tried to " + tried + " but no.");
  }

  private static AttemptEnded ended(
      SyncTask task, int second, AttemptOutcome outcome, @Nullable Failure failure) {
    Instant at = Tasks.NOON.plusSeconds(second);
    return new AttemptEnded(
        task.id(),
        AttemptId.random(),
        "worker-1",
        Tasks.NOON,
        at,
        outcome,
        null,
        failure == null ? Tasks.digest() : null,
        Transfer.NONE,
        Phases.NONE,
        0,
        failure,
        outcome == AttemptOutcome.RETRY_AT ? at.plusSeconds(60) : null);
  }

  private Map<Registry, RegistryHealth> health(int secondsLater) {
    Clock clock = Clock.fixed(Tasks.NOON.plusSeconds(secondsLater), ZoneOffset.UTC);
    return new RegistryHealthStore(Objects.requireNonNull(database), clock).read();
  }

  private void apply(TaskFact... facts) {
    Objects.requireNonNull(database)
        .transaction(
            connection -> {
              projection.apply(connection, Set.of(0), List.of(facts));
              return facts;
            });
  }
}
