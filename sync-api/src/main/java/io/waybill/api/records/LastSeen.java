package io.waybill.api.records;

import io.waybill.api.database.Database;
import io.waybill.api.topics.TopicFollower;
import io.waybill.chassis.kafka.Headers;
import io.waybill.schemas.records.TaskProgress;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.UnreadableMessageException;
import java.sql.PreparedStatement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes from {@code waybill.progress} that attempts are alive; at most every few seconds each. */
public final class LastSeen implements TopicFollower.Handler {
  private static final Logger LOG = LoggerFactory.getLogger(LastSeen.class);
  private static final String SEEN =
      "UPDATE attempts SET last_seen = now()"
          + " WHERE task_id = ? AND attempt_id = ? AND last_seen < now() - interval '10 seconds'";

  private record Sign(UUID task, UUID attempt) {}

  private final Database database;

  /** Into this database. */
  public LastSeen(Database database) {
    this.database = database;
  }

  @Override
  public void handle(List<ConsumerRecord<String, byte[]>> batch) {
    Set<Sign> signs = new HashSet<>();
    for (ConsumerRecord<String, byte[]> record : batch) {
      try {
        TaskProgress progress = Messages.readProgress(Headers.of(record), record.value());
        signs.add(new Sign(progress.taskId().value(), progress.attemptId().value()));
      } catch (UnreadableMessageException unreadable) {
        // Progress is gone in an hour anyway: nobody would read the dead letter.
        LOG.warn(
            "Progress at {}/{}/{} is passed over: {}",
            record.topic(),
            record.partition(),
            record.offset(),
            unreadable.getMessage());
      }
    }
    database.transaction(
        connection -> {
          try (PreparedStatement update = connection.prepareStatement(SEEN)) {
            for (Sign sign : signs) {
              update.setObject(1, sign.task());
              update.setObject(2, sign.attempt());
              update.addBatch();
            }
            return update.executeBatch().length;
          }
        });
  }
}
