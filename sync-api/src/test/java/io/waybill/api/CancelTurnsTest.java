package io.waybill.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.access.Caller;
import io.waybill.api.access.Scope;
import io.waybill.api.cancels.Cancel;
import io.waybill.api.cancels.CancelId;
import io.waybill.api.cancels.CancelStore;
import io.waybill.api.cancels.Canceller;
import io.waybill.api.database.Database;
import io.waybill.api.queue.TaskQueue;
import io.waybill.api.records.Projection;
import io.waybill.chassis.config.Role;
import io.waybill.chassis.config.TracesConfig;
import io.waybill.chassis.config.WaybillConfig;
import io.waybill.chassis.kafka.KafkaClients;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.chassis.kafka.TopicSetup;
import io.waybill.schemas.records.AttemptId;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.SyncTask;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Cancels by a filter, worked off by one process. */
@ExtendWith(Servers.Extension.class)
class CancelTurnsTest {
  private static final Caller ANYONE =
      new Caller("anyone", "anyone", Role.OPERATOR, Scope.EVERYTHING);

  private final Projection projection = new Projection();

  @Test
  void a_running_task_that_ends_by_itself_before_its_page_is_read_is_counted(Servers servers)
      throws Exception {
    WaybillConfig config = servers.config(servers.database());
    KafkaClients clients = new KafkaClients(config.kafka(), "test");
    try (Admin admin = clients.admin()) {
      TopicSetup.ensure(admin, config.kafka(), config.regions());
    }
    try (Database database = Database.open(config.database());
        MessagePublisher publisher = clients.publisher()) {
      TaskQueue queue = new TaskQueue(publisher, database, projection, TracesConfig.DEFAULT);
      Canceller canceller = new Canceller(database, queue, publisher, oneStepATurn());
      String tag = "turns-" + UUID.randomUUID();
      List<TaskFact> facts = new ArrayList<>();
      Instant now = Instant.now();
      for (int i = 0; i < 700; i++) {
        facts.add(Tasks.planned(Tasks.tagged(tag + "/" + i, tag, now.minusSeconds(i))));
      }
      SyncTask brief = Tasks.tagged(tag + "/brief", tag, now.minusSeconds(1_000));
      SyncTask lasting = Tasks.tagged(tag + "/lasting", tag, now.minusSeconds(2_000));
      for (SyncTask task : List.of(brief, lasting)) {
        facts.add(Tasks.planned(task));
        facts.add(Tasks.started(task, AttemptId.random(), now));
      }
      apply(database, facts);
      CancelId id = CancelId.random();
      Map<String, List<String>> filter =
          Map.of("status", List.of("queued", "running"), "tag", List.of(tag));
      // Nobody is late yet, however slow this is.
      canceller.cancel(id, filter, now.plusSeconds(3_600), ANYONE);

      canceller.run();
      assertThat(find(database, id).state()).isEqualTo(Cancel.State.WORKING);
      assertThat(find(database, id).matched()).isEqualTo(502);
      apply(database, List.of(Tasks.done(brief, TaskStatus.SUCCEEDED, now)));
      canceller.run();

      assertThat(find(database, id).state()).isNotEqualTo(Cancel.State.WORKING);
      assertThat(find(database, id).matched()).isEqualTo(702);
      assertThat(find(database, id).tooLate()).isEqualTo(1);
    }
  }

  /** A clock by which each page takes longer than a turn. */
  private static Clock oneStepATurn() {
    Instant begin = Instant.now();
    AtomicLong asked = new AtomicLong();
    InstantSource late = () -> begin.plusMillis(1_500 * asked.getAndIncrement());
    return late.withZone(ZoneOffset.UTC);
  }

  private static Cancel find(Database database, CancelId id) {
    return new CancelStore(database).find(id, Scope.EVERYTHING).orElseThrow();
  }

  private void apply(Database database, List<TaskFact> facts) {
    database.transaction(
        connection -> {
          projection.apply(connection, Set.of(0), facts);
          return facts;
        });
  }
}
