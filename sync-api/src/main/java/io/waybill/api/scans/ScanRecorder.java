package io.waybill.api.scans;

import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.api.topics.TopicFollower;
import io.waybill.chassis.kafka.Headers;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.scans.ScanCounts;
import io.waybill.schemas.scans.ScanFact;
import io.waybill.schemas.scans.ScanFinding;
import io.waybill.schemas.scans.ScanId;
import io.waybill.schemas.scans.ScanStep;
import io.waybill.schemas.scans.ScanStepDone;
import io.waybill.schemas.scans.ScanStepHeld;
import io.waybill.schemas.scans.ScanStepPostponed;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.UnreadableMessageException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns the facts of {@code waybill.scan-facts} into the state of scans. A fact that comes again
 * changes nothing; the first fact of a step's end counts, and the steps that any of them names are
 * waited for.
 */
public final class ScanRecorder implements TopicFollower.Handler {
  /** Images that a scan of its own tells of at most; all are counted. */
  static final int MOST_FINDINGS = 1_000;

  private static final int MOST_FAILURES = 20;
  private static final Logger LOG = LoggerFactory.getLogger(ScanRecorder.class);

  private static final String DONE =
      """
      INSERT INTO scan_steps (scan_id, step_id, kind, state) VALUES (?, ?, ?, 'done')
      ON CONFLICT (scan_id, step_id) DO UPDATE SET state = 'done', due_at = NULL, step = NULL
      WHERE scan_steps.state <> 'done'
      """;

  /** A worker's clock may be ahead: nothing waits longer than its pause from when that is known. */
  private static final String POSTPONED =
      """
      INSERT INTO scan_steps (scan_id, step_id, kind, state, due_at, attempts, step)
      VALUES (?, ?, ?, ?, LEAST(?, now() + ? * interval '1 millisecond'), ?, ?::jsonb)
      ON CONFLICT (scan_id, step_id) DO UPDATE SET
          state = excluded.state, due_at = excluded.due_at, attempts = excluded.attempts, step = excluded.step
      WHERE scan_steps.state <> 'done' AND scan_steps.attempts < excluded.attempts
      """;

  private static final String HELD =
      """
      INSERT INTO scan_steps (scan_id, step_id, kind, state, step, weight)
      VALUES (?, ?, ?, 'held', ?::jsonb, ?)
      ON CONFLICT (scan_id, step_id) DO NOTHING
      """;

  private final Database database;

  /** Into this database. */
  public ScanRecorder(Database database) {
    this.database = database;
  }

  @Override
  public void handle(List<ConsumerRecord<String, byte[]>> batch) {
    Map<UUID, List<ScanFact>> byScan = new TreeMap<>();
    for (ConsumerRecord<String, byte[]> record : batch) {
      try {
        ScanFact fact = Messages.readScanFact(Headers.of(record), record.value());
        byScan.computeIfAbsent(fact.scanId().value(), id -> new ArrayList<>()).add(fact);
      } catch (UnreadableMessageException unreadable) {
        // A newer worker's word: the scan stays open, and can be cancelled.
        LOG.warn(
            "The fact at {}/{}/{} is passed over: {}",
            record.topic(),
            record.partition(),
            record.offset(),
            unreadable.getMessage());
      }
    }
    for (Map.Entry<UUID, List<ScanFact>> scan : byScan.entrySet()) {
      database.transaction(
          connection -> apply(connection, new ScanId(scan.getKey()), scan.getValue()));
    }
  }

  private static boolean apply(Connection connection, ScanId id, List<ScanFact> facts)
      throws SQLException {
    Tally tally = lock(connection, id);
    if (tally == null) {
      return false;
    }
    for (ScanFact fact : facts) {
      switch (fact) {
        case ScanStepDone done -> record(connection, done, tally);
        case ScanStepPostponed postponed -> record(connection, postponed);
        case ScanStepHeld held -> record(connection, held);
      }
    }
    save(connection, id, tally, isOver(connection, id));
    return true;
  }

  /** The sums of a scan while facts are added. */
  private static final class Tally {
    private ScanCounts counts;
    private int done;
    private int failed;
    private int findings;
    private final int mostFindings;
    private final List<Failure> failures;

    Tally(ResultSet row) throws SQLException {
      counts = Sql.getJson(row, "counts", ScanCounts.class);
      done = row.getInt("steps_done");
      failed = row.getInt("steps_failed");
      findings = row.getInt("findings");
      mostFindings = row.getObject("migration_id") == null ? MOST_FINDINGS : Integer.MAX_VALUE;
      failures = new ArrayList<>(Arrays.asList(Sql.getJson(row, "failures", Failure[].class)));
    }
  }

  /** The sums so far; null where the scan is over, or unknown. */
  private static @org.jspecify.annotations.Nullable Tally lock(Connection connection, ScanId id)
      throws SQLException {
    String sql = "SELECT * FROM scans WHERE id = ? AND state = 'running' FOR UPDATE";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, id.value());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? new Tally(row) : null;
      }
    }
  }

  private static void record(Connection connection, ScanStepDone fact, Tally tally)
      throws SQLException {
    try (PreparedStatement done = connection.prepareStatement(DONE)) {
      done.setObject(1, fact.scanId().value());
      done.setString(2, fact.stepId().value());
      done.setString(3, Sql.name(fact.kind()));
      if (done.executeUpdate() == 1) {
        tally.counts = tally.counts.plus(fact.counts());
        tally.done++;
        if (fact.failure() != null) {
          tally.failed++;
          if (tally.failures.size() < MOST_FAILURES) {
            tally.failures.add(fact.failure());
          }
        }
        keep(connection, fact, tally);
      }
    }
    String sql =
        "INSERT INTO scan_steps (scan_id, step_id, kind, state) VALUES (?, ?, ?, 'queued')"
            + " ON CONFLICT (scan_id, step_id) DO NOTHING";
    try (PreparedStatement added = connection.prepareStatement(sql)) {
      for (ScanStepDone.Added step : fact.added()) {
        added.setObject(1, fact.scanId().value());
        added.setString(2, step.id().value());
        added.setString(3, Sql.name(step.kind()));
        added.addBatch();
      }
      added.executeBatch();
    }
  }

  private static void keep(Connection connection, ScanStepDone fact, Tally tally)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO scan_findings (scan_id, number, finding) VALUES (?, ?, ?::jsonb)")) {
      for (ScanFinding finding : fact.findings()) {
        if (tally.findings < tally.mostFindings) {
          tally.findings++;
          insert.setObject(1, fact.scanId().value());
          insert.setInt(2, tally.findings);
          insert.setString(3, Sql.json(finding));
          insert.addBatch();
        }
      }
      insert.executeBatch();
    }
  }

  private static void record(Connection connection, ScanStepPostponed fact) throws SQLException {
    ScanStep again = fact.step().requeued(fact.retryAt());
    try (PreparedStatement upsert = connection.prepareStatement(POSTPONED)) {
      upsert.setObject(1, fact.scanId().value());
      upsert.setString(2, fact.stepId().value());
      upsert.setString(3, Sql.name(again.kind()));
      // A step of a migration waits for its turn once more.
      upsert.setString(4, again.scan().migration() == null ? "unsent" : "held");
      upsert.setObject(5, Sql.time(fact.retryAt()));
      upsert.setLong(6, Duration.between(fact.at(), fact.retryAt()).toMillis());
      upsert.setInt(7, again.attemptsBefore());
      upsert.setString(8, Sql.json(again));
      upsert.executeUpdate();
    }
  }

  private static void record(Connection connection, ScanStepHeld fact) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(HELD)) {
      insert.setObject(1, fact.scanId().value());
      insert.setString(2, fact.stepId().value());
      insert.setString(3, Sql.name(fact.step().kind()));
      insert.setString(4, Sql.json(fact.step()));
      insert.setInt(5, weight(fact.step()));
      insert.executeUpdate();
    }
  }

  /** How many tasks come of the step at most. */
  private static int weight(ScanStep step) {
    return step.tags() == null ? ScanStep.MOST_IN_MIGRATION : step.tags().size();
  }

  private static boolean isOver(Connection connection, ScanId id) throws SQLException {
    String sql = "SELECT 1 FROM scan_steps WHERE scan_id = ? AND state <> 'done' LIMIT 1";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, id.value());
      try (ResultSet row = select.executeQuery()) {
        return !row.next();
      }
    }
  }

  private static void save(Connection connection, ScanId id, Tally tally, boolean over)
      throws SQLException {
    ScanState state =
        !over
            ? ScanState.RUNNING
            : tally.failed > 0 || tally.counts.failed() > 0
                ? ScanState.DONE_WITH_FAILURES
                : ScanState.DONE;
    String sql =
        "UPDATE scans SET counts = ?::jsonb, steps_done = ?, steps_failed = ?, failures = ?::jsonb,"
            + " findings = ?, state = ?, heard_at = now(), ended_at = "
            + (over ? "now()" : "NULL")
            + " WHERE id = ?";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, Sql.json(tally.counts));
      update.setInt(2, tally.done);
      update.setInt(3, tally.failed);
      update.setString(4, Sql.json(tally.failures));
      update.setInt(5, tally.findings);
      update.setString(6, Sql.name(state));
      update.setObject(7, id.value());
      update.executeUpdate();
    }
    if (over) {
      ScanStore.forgetSteps(connection, id);
    }
  }
}
