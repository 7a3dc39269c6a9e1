package io.waybill.api.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.Servers;
import io.waybill.api.Tasks;
import io.waybill.api.database.Database;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.records.AttemptEnded;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.records.Transfer;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskAction;
import io.waybill.schemas.tasks.TaskDraft;
import io.waybill.schemas.tasks.TaskId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.Extension.class)
class ImageStoreTest {
  private static final Digest OLD = Digest.sha256(new byte[] {1});
  private static final Digest NEW = Digest.sha256(new byte[] {2});
  private static final Reference TARGET = Reference.parse("there/mirror/app:v1");
  private static final Reference SOURCE = Reference.parse("here/prod/app:v1");

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
  void an_image_is_there_since_it_was_put_however_often_it_was_found_since() {
    SyncTask put = run(0, AttemptOutcome.COPIED, OLD, NEW);
    run(60, AttemptOutcome.ALREADY_PRESENT, NEW, NEW);
    SyncTask last = run(120, AttemptOutcome.ALREADY_PRESENT, NEW, NEW);

    ImageState state = state();
    assertThat(state.digest()).isEqualTo(NEW);
    assertThat(state.since()).isEqualTo(second(1));
    assertThat(state.put()).isTrue();
    assertThat(state.taskId()).isEqualTo(put.id());
    assertThat(state.ruleName()).isEqualTo("prod-to-there");
    assertThat(state.checkedAt()).isEqualTo(second(121));
    assertThat(Objects.requireNonNull(state.newest()).taskId()).isEqualTo(last.id());
  }

  @Test
  void an_image_that_was_there_before_is_there_since_it_was_found_first() {
    run(0, AttemptOutcome.ALREADY_PRESENT, NEW, NEW);
    run(60, AttemptOutcome.ALREADY_PRESENT, NEW, NEW);
    assertThat(state().since()).isEqualTo(second(1));
    assertThat(state().put()).isFalse();
  }

  @Test
  void a_digest_that_comes_back_is_there_since_then() {
    run(0, AttemptOutcome.COPIED, null, NEW);
    run(60, AttemptOutcome.COPIED, NEW, OLD);
    run(120, AttemptOutcome.COPIED, OLD, NEW);
    assertThat(state().digest()).isEqualTo(NEW);
    assertThat(state().since()).isEqualTo(second(121));
  }

  @Test
  void a_task_that_failed_since_is_told_of_and_takes_nothing_away() {
    run(0, AttemptOutcome.COPIED, null, NEW);
    run(60, AttemptOutcome.FAILED, null, null);
    assertThat(state().digest()).isEqualTo(NEW);
    assertThat(Objects.requireNonNull(state().newest()).status()).isEqualTo(TaskStatus.FAILED);
    assertThat(Objects.requireNonNull(state().newest()).failure()).isNotNull();
  }

  @Test
  void a_target_that_nothing_came_to_yet_is_known_and_one_without_a_task_is_not() {
    apply(List.of(Tasks.planned(task(0))));
    assertThat(state().digest()).isNull();
    assertThat(Objects.requireNonNull(state().newest()).status()).isEqualTo(TaskStatus.QUEUED);
    assertThat(store().find(SOURCE)).isEmpty();
  }

  @Test
  void a_target_that_was_removed_is_not_there_since_then() {
    run(0, AttemptOutcome.COPIED, null, NEW);
    SyncTask removal = task(60).draft().action(TaskAction.DELETE).build();
    apply(facts(removal, AttemptOutcome.DELETED, NEW, null));
    assertThat(state().digest()).isNull();
    assertThat(state().since()).isEqualTo(second(61));
    assertThat(state().taskId()).isEqualTo(removal.id());
  }

  @Test
  void the_copies_of_an_image_are_its_targets() {
    run(0, AttemptOutcome.COPIED, null, NEW);
    SyncTask first = task(5);
    SyncTask other =
        new TaskDraft(
                first.eventId(), SOURCE, Reference.parse("elsewhere/app:v1"), first.plannedAt())
            .id(id(7))
            .build();
    apply(List.of(Tasks.planned(other)));
    assertThat(store().copies(SOURCE))
        .extracting(state -> state.image().text())
        .containsExactly("elsewhere/app:v1", "there/mirror/app:v1");
    assertThat(store().copies(TARGET)).isEmpty();
  }

  @Test
  void facts_in_any_order_and_told_again_make_the_same_state() {
    long seed = 31;
    Random random = new Random(seed);
    List<TaskFact> facts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Digest before = random.nextBoolean() ? OLD : NEW;
      Digest after = random.nextBoolean() ? OLD : NEW;
      AttemptOutcome outcome =
          random.nextInt(4) == 0
              ? AttemptOutcome.FAILED
              : before.equals(after) ? AttemptOutcome.ALREADY_PRESENT : AttemptOutcome.COPIED;
      facts.addAll(facts(task(60L * i), outcome, before, after));
    }
    apply(facts);
    ImageState expected = state();
    for (int round = 0; round < 3; round++) {
      truncate();
      List<TaskFact> shaken = Facts.shaken(facts, random);
      Collections.shuffle(shaken, random);
      for (TaskFact fact : shaken) {
        apply(List.of(fact));
      }
      assertThat(state()).as("seed %d, round %d", seed, round).isEqualTo(expected);
    }
  }

  private SyncTask run(
      long second, AttemptOutcome outcome, @Nullable Digest before, @Nullable Digest after) {
    SyncTask task = task(second);
    apply(facts(task, outcome, before, after));
    return task;
  }

  /** A task for the same target, planned then. */
  private static SyncTask task(long second) {
    return Tasks.task("app", second).draft().id(id(second)).build();
  }

  private static TaskId id(long number) {
    return new TaskId(new UUID(5, number));
  }

  private static Instant second(long number) {
    return Tasks.NOON.plusSeconds(number);
  }

  private static List<TaskFact> facts(
      SyncTask task, AttemptOutcome outcome, @Nullable Digest before, @Nullable Digest after) {
    AttemptId id = new AttemptId(new UUID(6, task.id().value().getLeastSignificantBits()));
    Instant begun = task.plannedAt();
    AttemptEnded ended =
        new AttemptEnded(
            task.id(),
            id,
            "worker-1",
            begun,
            begun.plusSeconds(1),
            outcome,
            before,
            outcome == AttemptOutcome.FAILED ? null : after,
            Transfer.NONE,
            Phases.NONE,
            0,
            outcome == AttemptOutcome.FAILED ? Tasks.failure() : null,
            null);
    return List.of(Tasks.planned(task), Tasks.started(task, id, begun), ended);
  }

  private void truncate() {
    database()
        .transaction(
            connection -> {
              try (java.sql.Statement statement = connection.createStatement()) {
                return statement.executeUpdate(
                    "TRUNCATE records, attempts, early_facts, images, image_digests");
              }
            });
  }

  private ImageState state() {
    return store().find(TARGET).orElseThrow();
  }

  private ImageStore store() {
    return new ImageStore(database());
  }

  private void apply(List<TaskFact> facts) {
    database()
        .transaction(
            connection -> {
              projection.apply(connection, Set.of(0), facts);
              return facts.size();
            });
  }

  private Database database() {
    return Objects.requireNonNull(database);
  }
}
