package io.waybill.api.scans;

import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.schemas.events.EventId;
import io.waybill.schemas.rules.RuleId;
import io.waybill.schemas.rules.RuleSpec;
import io.waybill.schemas.rules.Schedule;
import io.waybill.schemas.scans.ScanId;
import io.waybill.schemas.scans.ScanRequest;
import io.waybill.schemas.scans.ScanRule;
import io.waybill.schemas.scans.ScanScope;
import io.waybill.schemas.tasks.Trigger;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the scans that rules ask for: on their schedules, and once for the images that were there
 * before (backfill). What was last decided about a rule stands in the table rule_schedules, beside
 * the revision that it was decided for; a rule whose revision is another is looked at anew. Each
 * decision and the scan that follows from it are one transaction, so that several processes start a
 * scan once, and one that dies starts it or leaves it to the next.
 */
public final class ScheduleKeeper {
  private static final Logger LOG = LoggerFactory.getLogger(ScheduleKeeper.class);
  private static final int BATCH = 100;

  private static final String CHANGED =
      """
      SELECT r.id, r.name, r.revision, r.spec,
          s.schedule AS old_schedule, s.next_run AS old_next_run, s.backfill AS old_backfill
      FROM rules r LEFT JOIN rule_schedules s ON s.rule_id = r.id
      WHERE s.revision IS DISTINCT FROM r.revision AND r.deleted_at IS NULL
      ORDER BY r.id LIMIT ? FOR UPDATE OF r SKIP LOCKED
      """;

  private static final String GONE =
      """
      DELETE FROM rule_schedules s
      WHERE NOT EXISTS (SELECT 1 FROM rules r WHERE r.id = s.rule_id AND r.deleted_at IS NULL)
      RETURNING rule_id
      """;

  private static final String SAVE =
      """
      INSERT INTO rule_schedules (rule_id, revision, schedule, next_run, backfill)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (rule_id) DO UPDATE SET revision = excluded.revision,
          schedule = excluded.schedule, next_run = excluded.next_run, backfill = excluded.backfill
      """;

  private static final String DUE =
      """
      SELECT s.rule_id, s.next_run, r.name, r.spec
      FROM rule_schedules s JOIN rules r ON r.id = s.rule_id AND r.deleted_at IS NULL
      WHERE s.next_run <= ?
      ORDER BY s.next_run LIMIT ? FOR UPDATE OF s SKIP LOCKED
      """;

  private final Database database;
  private final Clock clock;

  /** A keeper of the rules in this database. */
  public ScheduleKeeper(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * Looks after changed rules and those whose time has come.
   *
   * @return how many scans were started
   */
  public int run() {
    int started = 0;
    int looked;
    do {
      List<Changed> changed = new ArrayList<>();
      started +=
          database.transaction(
              connection -> {
                changed.addAll(changed(connection));
                return decide(connection, changed);
              });
      looked = changed.size();
    } while (looked == BATCH);
    database.transaction(ScheduleKeeper::forgetDeleted);
    do {
      List<Due> due = new ArrayList<>();
      started +=
          database.transaction(
              connection -> {
                due.addAll(due(connection));
                return start(connection, due);
              });
      looked = due.size();
    } while (looked == BATCH);
    return started;
  }

  /** A rule, and what was decided about its revision before. */
  private record Changed(
      RuleId id,
      String name,
      long revision,
      RuleSpec spec,
      @Nullable String oldSchedule,
      @Nullable Instant oldNextRun,
      @Nullable String oldBackfill) {}

  /** A rule whose time has come. */
  private record Due(RuleId id, String name, RuleSpec spec, Instant at) {}

  private static List<Changed> changed(Connection connection) throws SQLException {
    List<Changed> changed = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(CHANGED)) {
      select.setInt(1, BATCH);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          changed.add(
              new Changed(
                  new RuleId(row.getObject("id", UUID.class)),
                  row.getString("name"),
                  row.getLong("revision"),
                  Sql.getJson(row, "spec", RuleSpec.class),
                  row.getString("old_schedule"),
                  Sql.findTime(row, "old_next_run"),
                  row.getString("old_backfill")));
        }
      }
    }
    return changed;
  }

  private int decide(Connection connection, List<Changed> rules) throws SQLException {
    Instant now = clock.instant();
    int started = 0;
    for (Changed rule : rules) {
      boolean active = rule.spec().enabled();
      String schedule = active ? scheduleOf(rule.spec()) : null;
      String backfill = active ? backfillOf(rule.spec()) : null;
      Instant next =
          Objects.equals(schedule, rule.oldSchedule()) && rule.oldNextRun() != null
              ? rule.oldNextRun()
              : nextRun(active ? rule.spec().schedule() : null, now);
      save(connection, rule, schedule, schedule == null ? null : next, backfill);
      if (!active) {
        cancelAll(connection, rule.id(), "The rule was disabled.");
      } else if (backfill != null && !backfill.equals(rule.oldBackfill())) {
        cancelAll(connection, rule.id(), "The rule was changed, and is looked over anew.");
        UUID id = uuid("backfill", rule.id() + "/" + rule.revision());
        ScanStore.create(
            connection,
            request(new ScanId(id), rule.id(), rule.name(), rule.spec(), Trigger.BACKFILL, now));
        started++;
        LOG.info("The images of the rule {} that are there already are looked over", rule.name());
      }
    }
    return started;
  }

  private static int forgetDeleted(Connection connection) throws SQLException {
    List<RuleId> gone = new ArrayList<>();
    try (PreparedStatement delete = connection.prepareStatement(GONE);
        ResultSet row = delete.executeQuery()) {
      while (row.next()) {
        gone.add(new RuleId(row.getObject("rule_id", UUID.class)));
      }
    }
    for (RuleId rule : gone) {
      cancelAll(connection, rule, "The rule was deleted.");
    }
    return gone.size();
  }

  private static @Nullable String scheduleOf(RuleSpec spec) {
    Schedule schedule = spec.schedule();
    return schedule == null ? null : schedule.cron() + " " + schedule.timeZone();
  }

  /** What is looked over and where it goes: a change of that is a reason to look again. */
  private static @Nullable String backfillOf(RuleSpec spec) {
    return Boolean.TRUE.equals(spec.backfill())
        ? EventId.hash(
                String.valueOf(Sql.json(spec.source())),
                String.valueOf(Sql.json(spec.targets())),
                String.valueOf(spec.platforms()),
                String.valueOf(spec.artifacts()))
            .value()
        : null;
  }

  /** When the schedule strikes next after this moment; null where it never does. */
  public static @Nullable Instant nextRun(@Nullable Schedule schedule, Instant after) {
    if (schedule == null) {
      return null;
    }
    try {
      return Cron.parse(schedule.cron()).next(after, schedule.timeZone()).orElse(null);
    } catch (IllegalArgumentException unreadable) {
      LOG.warn(
          "The schedule {} of a rule cannot be followed: {}", schedule, unreadable.getMessage());
      return null;
    }
  }

  private static void save(
      Connection connection,
      Changed rule,
      @Nullable String schedule,
      @Nullable Instant next,
      @Nullable String backfill)
      throws SQLException {
    try (PreparedStatement save = connection.prepareStatement(SAVE)) {
      save.setObject(1, rule.id().value());
      save.setLong(2, rule.revision());
      save.setString(3, schedule);
      save.setObject(4, Sql.time(next));
      save.setString(5, backfill);
      save.executeUpdate();
    }
  }

  private static void cancelAll(Connection connection, RuleId rule, String why)
      throws SQLException {
    List<ScanId> running = new ArrayList<>();
    try (PreparedStatement select =
        connection.prepareStatement(
            "SELECT id FROM scans WHERE rule_id = ? AND state = 'running' AND NOT dry_run")) {
      select.setObject(1, rule.value());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          running.add(new ScanId(row.getObject("id", UUID.class)));
        }
      }
    }
    for (ScanId id : running) {
      ScanStore.cancel(connection, id, why);
    }
  }

  private List<Due> due(Connection connection) throws SQLException {
    List<Due> due = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(DUE)) {
      select.setObject(1, Sql.time(clock.instant()));
      select.setInt(2, BATCH);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          due.add(
              new Due(
                  new RuleId(row.getObject("rule_id", UUID.class)),
                  row.getString("name"),
                  Sql.getJson(row, "spec", RuleSpec.class),
                  Sql.getTime(row, "next_run")));
        }
      }
    }
    return due;
  }

  /** Runs that were missed while nobody was there are made up for by this one. */
  private int start(Connection connection, List<Due> rules) throws SQLException {
    Instant now = clock.instant();
    int started = 0;
    for (Due rule : rules) {
      advance(connection, rule.id(), nextRun(rule.spec().schedule(), now));
      ScanId id = new ScanId(uuid("schedule", rule.id() + "/" + rule.at()));
      ScanRequest request = request(id, rule.id(), rule.name(), rule.spec(), Trigger.SCHEDULE, now);
      Optional<String> obstacle = ScanStore.obstacle(connection, rule.id());
      if (obstacle.isPresent()) {
        ScanStore.skip(connection, request, obstacle.get());
        LOG.info("The rule {} is not scanned now: {}", rule.name(), obstacle.get());
      } else if (ScanStore.create(connection, request)) {
        started++;
      }
    }
    return started;
  }

  private static void advance(Connection connection, RuleId rule, @Nullable Instant next)
      throws SQLException {
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE rule_schedules SET next_run = ? WHERE rule_id = ?")) {
      update.setObject(1, Sql.time(next));
      update.setObject(2, rule.value());
      update.executeUpdate();
    }
  }

  private static ScanRequest request(
      ScanId id, RuleId rule, String name, RuleSpec spec, Trigger trigger, Instant now) {
    return new ScanRequest(
        id, new ScanRule(rule, name, spec), trigger, false, ScanScope.ALL, now, null);
  }

  private static UUID uuid(String kind, String name) {
    return UUID.nameUUIDFromBytes((kind + "\n" + name).getBytes(StandardCharsets.UTF_8));
  }
}
