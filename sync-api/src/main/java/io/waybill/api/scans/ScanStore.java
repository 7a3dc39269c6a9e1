package io.waybill.api.scans;

import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.scans.ScanCounts;
import io.waybill.schemas.scans.ScanFinding;
import io.waybill.schemas.scans.ScanId;
import io.waybill.schemas.scans.ScanRequest;
import io.waybill.schemas.scans.ScanStep;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables scans, scan_steps and scan_findings. */
public final class ScanStore {
  private static final String INSERT =
      """
      INSERT INTO scans (id, trigger, rule_id, rule_name, dry_run, request, requested_by, state, note,
          created_at, ended_at, counts, migration_id)
      VALUES (?,?,?,?,?,?::jsonb,?,?,?,?,?,?::jsonb,?)
      ON CONFLICT (id) DO NOTHING
      """;

  private final Database database;

  /** Over this database. */
  public ScanStore(Database database) {
    this.database = database;
  }

  /**
   * Keeps a new scan, whose first step is due at once. The same id again is the same scan.
   *
   * @return whether it is new
   */
  public boolean create(ScanRequest request) {
    return database.transaction(connection -> create(connection, request));
  }

  static boolean create(Connection connection, ScanRequest request) throws SQLException {
    ScanStep first = ScanStep.first(request, request.askedAt());
    return create(connection, request, first, ScanStep.MOST_IN_MIGRATION);
  }

  /**
   * Keeps a new scan that begins with this step, which is due at once.
   *
   * @param weight how many tasks come of the step at most
   * @return whether it is new
   */
  public static boolean create(
      Connection connection, ScanRequest request, ScanStep first, int weight) throws SQLException {
    if (!insert(connection, request, ScanState.RUNNING, null)) {
      return false;
    }
    String sql =
        "INSERT INTO scan_steps (scan_id, step_id, kind, state, due_at, step, weight)"
            + " VALUES (?, ?, ?, 'unsent', now(), ?::jsonb, ?)";
    try (PreparedStatement step = connection.prepareStatement(sql)) {
      step.setObject(1, request.id().value());
      step.setString(2, first.id().value());
      step.setString(3, Sql.name(first.kind()));
      step.setString(4, Sql.json(first));
      step.setInt(5, weight);
      step.executeUpdate();
    }
    return true;
  }

  /** Notes that a scan did not begin, and why. */
  static void skip(Connection connection, ScanRequest request, String why) throws SQLException {
    insert(connection, request, ScanState.SKIPPED, why);
  }

  private static boolean insert(
      Connection connection, ScanRequest request, ScanState state, @Nullable String note)
      throws SQLException {
    RuleId rule = request.rule().id();
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      insert.setObject(1, request.id().value());
      insert.setString(2, Sql.name(request.trigger()));
      insert.setObject(3, rule == null ? null : rule.value());
      insert.setString(4, request.rule().name());
      insert.setBoolean(5, request.dryRun());
      insert.setString(6, Sql.json(request));
      insert.setString(7, request.requestedBy());
      insert.setString(8, Sql.name(state));
      insert.setString(9, note);
      insert.setObject(10, Sql.time(request.askedAt()));
      insert.setObject(11, state == ScanState.RUNNING ? null : Sql.time(request.askedAt()));
      insert.setString(12, Sql.json(ScanCounts.NONE));
      insert.setObject(13, request.migration() == null ? null : request.migration().value());
      return insert.executeUpdate() == 1;
    }
  }

  /** One scan, with how far it is, its tasks and the images that it tells of. */
  public Optional<Scan> find(ScanId id) {
    return database.transaction(
        connection -> {
          Optional<Scan> scan = select(connection, id);
          return scan.isEmpty()
              ? scan
              : Optional.of(
                  scan.get()
                      .with(
                          steps(connection, scan.get()),
                          tasks(connection, id),
                          findings(connection, id)));
        });
  }

  private static Optional<Scan> select(Connection connection, ScanId id) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT * FROM scans WHERE id = ?")) {
      select.setObject(1, id.value());
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? Optional.of(ScanRows.read(row)) : Optional.empty();
      }
    }
  }

  private static Scan.Steps steps(Connection connection, Scan scan) throws SQLException {
    String sql =
        "SELECT count(*) AS open, count(*) FILTER (WHERE kind <> 'compare') AS looking"
            + " FROM scan_steps WHERE scan_id = ? AND state <> 'done'";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, scan.id().value());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        long open = row.getLong("open");
        long done = scan.steps().done();
        Integer percent =
            scan.hasEnded()
                ? Integer.valueOf(100)
                : percent(row.getLong("looking") > 0, done, open);
        return new Scan.Steps(done, open, scan.steps().failed(), percent);
      }
    }
  }

  /**
   * How far a running scan is; null where that is not known: while it still finds out how much
   * there is, and where its last step ended between the two looks at it and at its steps.
   */
  static @Nullable Integer percent(boolean looking, long done, long open) {
    return looking || done + open == 0 ? null : Integer.valueOf((int) (100 * done / (done + open)));
  }

  private static Map<String, Long> tasks(Connection connection, ScanId id) throws SQLException {
    Map<String, Long> tasks = new TreeMap<>();
    String sql = "SELECT status, count(*) FROM records WHERE event_id = ? GROUP BY status";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, id.eventId().value());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          tasks.put(row.getString(1), row.getLong(2));
        }
      }
    }
    return tasks;
  }

  private static List<ScanFinding> findings(Connection connection, ScanId id) throws SQLException {
    List<ScanFinding> findings = new ArrayList<>();
    String sql = "SELECT finding FROM scan_findings WHERE scan_id = ? ORDER BY number LIMIT ?";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, id.value());
      select.setInt(2, ScanRecorder.MOST_FINDINGS);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          findings.add(Sql.getJson(row, "finding", ScanFinding.class));
        }
      }
    }
    return findings;
  }

  /**
   * A place in the list of scans.
   *
   * @param createdAt when the scan there was asked for
   * @param id which it is
   */
  public record Position(Instant createdAt, ScanId id) {}

  /**
   * Scans, newest first; those of migrations are shown with their migration.
   *
   * @param rule only those of this rule
   * @param after from behind this place on
   */
  public List<Scan> list(Optional<RuleId> rule, Optional<Position> after, int limit) {
    String sql =
        "SELECT * FROM scans WHERE migration_id IS NULL"
            + (rule.isPresent() ? " AND rule_id = ?" : "")
            + (after.isPresent() ? " AND (created_at, id) < (?, ?)" : "")
            + " ORDER BY created_at DESC, id DESC LIMIT ?";
    return database.transaction(
        connection -> {
          try (PreparedStatement select = connection.prepareStatement(sql)) {
            int index = 1;
            if (rule.isPresent()) {
              select.setObject(index++, rule.get().value());
            }
            if (after.isPresent()) {
              select.setObject(index++, Sql.time(after.get().createdAt()));
              select.setObject(index++, after.get().id().value());
            }
            select.setInt(index, limit);
            List<Scan> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                found.add(ScanRows.read(row));
              }
            }
            return found;
          }
        });
  }

  /**
   * Ends a scan before its time. The workers drop its steps once {@link StepSender} has told them.
   *
   * @return whether it was running
   */
  public boolean cancel(ScanId id, String why) {
    return database.transaction(connection -> cancel(connection, id, why));
  }

  /** The same within a transaction. */
  public static boolean cancel(Connection connection, ScanId id, String why) throws SQLException {
    String sql =
        "UPDATE scans SET state = ?, note = ?, ended_at = now(), cancel_told = false"
            + " WHERE id = ? AND state = 'running'";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, Sql.name(ScanState.CANCELLED));
      update.setString(2, why);
      update.setObject(3, id.value());
      if (update.executeUpdate() == 0) {
        return false;
      }
    }
    forgetSteps(connection, id);
    return true;
  }

  /** The steps of a scan that is over are of no use any more. */
  static void forgetSteps(Connection connection, ScanId id) throws SQLException {
    try (PreparedStatement delete =
        connection.prepareStatement("DELETE FROM scan_steps WHERE scan_id = ?")) {
      delete.setObject(1, id.value());
      delete.executeUpdate();
    }
  }

  /**
   * What keeps a rule from being scanned once more: a scan that runs, or tasks of the last one that
   * are not over. As a sentence.
   */
  static Optional<String> obstacle(Connection connection, RuleId rule) throws SQLException {
    String sql =
        "SELECT id, state FROM scans WHERE rule_id = ? AND NOT dry_run AND state <> 'skipped'"
            + " ORDER BY created_at DESC, id DESC LIMIT 1";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, rule.value());
      try (ResultSet row = select.executeQuery()) {
        if (!row.next()) {
          return Optional.empty();
        }
        ScanId last = new ScanId(row.getObject("id", UUID.class));
        return row.getString("state").equals(Sql.name(ScanState.RUNNING))
            ? Optional.of("The scan " + last + " of this rule still runs.")
            : openTasks(connection, last);
      }
    }
  }

  /** What is held is on no queue, and waits for a person: copies do not wait for them. */
  private static Optional<String> openTasks(Connection connection, ScanId last)
      throws SQLException {
    String sql =
        "SELECT count(*) FROM records WHERE event_id = ?"
            + " AND status IN ('queued', 'running', 'waiting')";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setString(1, last.eventId().value());
      try (ResultSet row = select.executeQuery()) {
        row.next();
        long open = row.getLong(1);
        return open == 0
            ? Optional.empty()
            : Optional.of(
                "%d tasks of the scan %s are not over: another one would queue them twice."
                    .formatted(open, last));
      }
    }
  }
}
