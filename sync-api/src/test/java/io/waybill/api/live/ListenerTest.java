package io.waybill.api.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.Servers;
import io.waybill.api.Tasks;
import io.waybill.api.database.Database;
import io.waybill.api.records.Projection;
import io.waybill.api.records.RecordFilter;
import io.waybill.api.records.RecordStore;
import io.waybill.api.records.TaskRecord;
import io.waybill.schemas.tasks.SyncTask;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.Extension.class)
class ListenerTest {
  private static final int FLOOD = 20_000;

  @Test
  void whoReadsTooSlowlyIsSaidSoAndABoundedNumberOfEventsWaits(Servers servers) throws Exception {
    try (Database database = Database.open(servers.database())) {
      RecordStore records = new RecordStore(database);
      LiveRecords live = new LiveRecords(records, Duration.ofMinutes(1));
      TaskRecord record = record(database, records);
      Listener slow = live.listen(RecordFilter.ALL, true, Optional.empty()).orElseThrow();
      Listener quick = live.listen(RecordFilter.ALL, true, Optional.empty()).orElseThrow();

      int heard = 0;
      for (int i = 0; i < FLOOD; i++) {
        LiveEvent event = new LiveEvent.Changed(record, "0." + i);
        slow.tell(event);
        quick.tell(event);
        heard += quick.next(Duration.ZERO) == null ? 0 : 1;
      }

      assertThat(quick.isTooSlow()).isFalse();
      assertThat(heard).isEqualTo(FLOOD);
      assertThat(slow.isTooSlow()).isTrue();
      int waited = 0;
      while (slow.next(Duration.ZERO) != null) {
        waited++;
      }
      assertThat(waited).isBetween(1, 1_000);
    }
  }

  private static TaskRecord record(Database database, RecordStore records) {
    SyncTask task = Tasks.task("live", Tasks.NOON);
    database.transaction(
        connection -> {
          new Projection().apply(connection, Set.of(0), List.of(Tasks.planned(task)));
          return task;
        });
    return records.find(task.id()).orElseThrow();
  }
}
