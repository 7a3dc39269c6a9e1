package io.waybill.api.records;

import io.waybill.api.database.Sql;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.names.Reference;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Tag;
import io.waybill.schemas.records.AttemptOutcome;
import io.waybill.schemas.records.Phases;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.records.Transfer;
import io.waybill.schemas.rules.Overwrite;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.tasks.SyncTask;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.tasks.Trigger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/** Reads rows of the table records. */
final class RecordRows {
  private RecordRows() {}

  static TaskRecord read(ResultSet row) throws SQLException {
    UUID rule = row.getObject("rule_id", UUID.class);
    UUID replayOf = row.getObject("replay_of", UUID.class);
    SyncTask task = Sql.getJson(row, "task", SyncTask.class);
    Instant plannedAt = Sql.getTime(row, "planned_at");
    Instant endedAt = Sql.findTime(row, "ended_at");
    return new TaskRecord(
        new TaskId(row.getObject("task_id", UUID.class)),
        new EventId(row.getString("event_id")),
        Sql.parse(Trigger.class, row.getString("trigger")),
        rule == null ? null : new RuleId(rule),
        row.getString("rule_name"),
        Reference.parse(row.getString("source")),
        Reference.parse(row.getString("target")),
        new Region(row.getString("region")),
        Sql.parse(Overwrite.class, row.getString("overwrite")),
        Sql.parse(TaskStatus.class, row.getString("status")),
        Sql.find(row, "outcome", name -> Sql.parse(AttemptOutcome.class, name)),
        Sql.find(row, "digest_before", Digest::parse),
        Sql.find(row, "digest_after", Digest::parse),
        Sql.getTime(row, "occurred_at"),
        plannedAt,
        Sql.getTime(row, "queued_at"),
        Sql.findTime(row, "started_at"),
        endedAt,
        TaskRecord.duration(plannedAt, endedAt),
        Sql.findJson(row, "phases", Phases.class),
        Sql.findJson(row, "transfer", Transfer.class),
        row.getInt("referrers"),
        Sql.findJson(row, "failure", Failure.class),
        row.getInt("attempt_count"),
        Sql.findTime(row, "retry_at"),
        replayOf == null ? null : new TaskId(replayOf),
        row.getString("worker"),
        row.getString("trace_id"),
        task.platforms(),
        task.platformMode(),
        Sql.find(row, "rebuilt_from", Digest::parse),
        Sql.find(row, "backup_tag", Tag::of),
        task.action(),
        null,
        null);
  }
}
