package io.waybill.api.migrate;

import io.waybill.api.access.Caller;
import io.waybill.api.access.Scope;
import io.waybill.api.cancels.CancelId;
import io.waybill.api.cancels.Canceller;
import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.api.queue.TaskQueue;
import io.waybill.chassis.config.Role;
import io.waybill.schemas.names.Region;
import io.waybill.schemas.names.Registry;
import io.waybill.schemas.scans.MigrationId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Keeps migrations going: lets their parts and steps go while there is room for what may come of
 * them, ends those that are over, and sees to it that nothing of a cancelled one goes on.
 *
 * <p>Each look at a migration is one transaction that holds its row: so what is let go and the
 * state that allows it are one, whoever pauses or cancels meanwhile waits for it, and several
 * processes take turns. One that dies leaves nothing half done: what is let go is a row that {@link
 * io.waybill.api.scans.StepSender} finds, or a part whose task is put on the queue once more, and
 * is the same task.
 */
public final class MigrationKeeper {
  /**
   * Tasks of one migration that are open towards one registry, at most: enough for a hundred
   * workers, and few enough that a pause is soon felt.
   */
  public static final int MOST_OPEN = 1_000;

  /** A look takes at most this part of the time. */
  private static final int SHARE = 10;

  /** How long history may take to hear of a task before the end is not held up any more. */
  private static final Duration HEARSAY = Duration.ofMinutes(10);

  /** How long is looked for tasks that a worker has made of a cancelled migration. */
  private static final Duration STRAGGLERS = Duration.ofHours(1);

  /** How often open tasks of a cancelled migration are told to be cancelled. */
  private static final Duration TELL = Duration.ofSeconds(10);

  /** History is dropped by the week. */
  private static final Duration WEEK = Duration.ofDays(8);

  private static final String OPEN =
      """
      SELECT id FROM migrations WHERE ended_at IS NULL
          OR (state = 'cancelled' AND ended_at > now() - ? * interval '1 second')
      ORDER BY id
      """;

  private final Database database;
  private final PartStarter starter;
  private final Canceller canceller;
  private final Duration retention;
  private final Clock clock;
  private final int mostOpen;

  /** When a migration is looked at again, by the steady clock; one thread's. */
  private final Map<MigrationId, Long> next = new HashMap<>();

  /**
   * A keeper of the migrations in this database.
   *
   * @param regions the configured registries, each with its region
   * @param retention how long history is kept
   * @param mostOpen see {@link #MOST_OPEN}
   */
  public MigrationKeeper(
      Database database,
      TaskQueue queue,
      Canceller canceller,
      Map<Registry, Region> regions,
      Duration retention,
      Clock clock,
      int mostOpen) {
    this.database = database;
    this.starter = new PartStarter(database, queue, regions, clock);
    this.canceller = canceller;
    this.retention = retention;
    this.clock = clock;
    this.mostOpen = mostOpen;
  }

  /** Looks after all migrations that are not over. */
  public void run() throws InterruptedException {
    List<MigrationId> open = database.transaction(MigrationKeeper::open);
    next.keySet().retainAll(open);
    for (MigrationId id : open) {
      long begun = System.nanoTime();
      if (begun - next.getOrDefault(id, begun) >= 0) {
        look(id);
        long ended = System.nanoTime();
        next.put(id, ended + SHARE * (ended - begun));
      }
    }
  }

  private static List<MigrationId> open(Connection connection) throws SQLException {
    List<MigrationId> open = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(OPEN)) {
      select.setLong(1, STRAGGLERS.toSeconds());
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          open.add(new MigrationId(row.getObject("id", UUID.class)));
        }
      }
    }
    return open;
  }

  /** What the row of a migration says. */
  private record Held(
      MigrationId id,
      MigrationState state,
      Instant createdAt,
      @Nullable String cancelledBy,
      @Nullable Instant cancelTold) {}

  private void look(MigrationId id) throws InterruptedException {
    Optional<Held> toCancel =
        database.transaction(connection -> Optional.ofNullable(look(connection, id)));
    starter.putImages(id);
    toCancel.ifPresent(this::cancelOpen);
  }

  /** One look; the migration whose open tasks are to be cancelled, or null. */
  private @Nullable Held look(Connection connection, MigrationId id) throws SQLException {
    Held held = hold(connection, id);
    if (held == null) {
      return null;
    }
    PartSettler.settle(connection, id);
    return switch (held.state()) {
      case RUNNING -> {
        Openings openings = Openings.of(connection, id, held.createdAt());
        starter.letGo(connection, id, openings.room(mostOpen, isHistoryWhole(held)));
        endIfOver(connection, held, openings);
        yield null;
      }
      case PAUSED -> {
        endIfOver(connection, held, Openings.of(connection, id, held.createdAt()));
        yield null;
      }
      case CANCELLING, CANCELLED -> cancel(connection, held);
      case DONE, DONE_WITH_FAILURES -> null;
    };
  }

  /** The row, for this transaction alone; null where another process has it. */
  private static @Nullable Held hold(Connection connection, MigrationId id) throws SQLException {
    String sql = "SELECT * FROM migrations WHERE id = ? FOR UPDATE SKIP LOCKED";
    try (PreparedStatement select = connection.prepareStatement(sql)) {
      select.setObject(1, id.value());
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new Held(
                id,
                Sql.parse(MigrationState.class, row.getString("state")),
                Sql.getTime(row, "created_at"),
                row.getString("cancelled_by"),
                Sql.findTime(row, "cancel_told"))
            : null;
      }
    }
  }

  /** History may have dropped what a long migration planned at first. */
  private boolean isHistoryWhole(Held held) {
    return clock.instant().isBefore(held.createdAt().plus(retention).minus(WEEK));
  }

  private void endIfOver(Connection connection, Held held, Openings openings) throws SQLException {
    PartSettler.Standing standing = PartSettler.standing(connection, held.id());
    if (standing.hasOpen() || openings.hasOpen()) {
      return;
    }
    boolean patient =
        standing.lastEnd() != null
            && clock.instant().isBefore(standing.lastEnd().plus(HEARSAY))
            && isHistoryWhole(held);
    if (openings.hasUnrecorded() && patient) {
      return;
    }
    end(
        connection,
        held.id(),
        standing.hasFailed() || openings.hasUnlucky()
            ? MigrationState.DONE_WITH_FAILURES
            : MigrationState.DONE);
  }

  private static void end(Connection connection, MigrationId id, MigrationState state)
      throws SQLException {
    String sql = "UPDATE migrations SET state = ?, ended_at = now() WHERE id = ?";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setString(1, Sql.name(state));
      update.setObject(2, id.value());
      update.executeUpdate();
    }
  }

  /** A worker may make tasks of a step that it had when it was not cancelled yet. */
  private @Nullable Held cancel(Connection connection, Held held) throws SQLException {
    PartSettler.cancelAll(connection, held.id(), "The migration was cancelled.");
    if (!Openings.of(connection, held.id(), held.createdAt()).hasOpen()) {
      if (held.state() == MigrationState.CANCELLING) {
        end(connection, held.id(), MigrationState.CANCELLED);
      }
      return null;
    }
    Instant told = held.cancelTold();
    Instant now = clock.instant();
    // A clock that was set back tells once more than is needed.
    if (told != null && !now.isBefore(told) && now.isBefore(told.plus(TELL))) {
      return null;
    }
    String sql = "UPDATE migrations SET cancel_told = ? WHERE id = ?";
    try (PreparedStatement update = connection.prepareStatement(sql)) {
      update.setObject(1, Sql.time(now));
      update.setObject(2, held.id().value());
      update.executeUpdate();
    }
    return held;
  }

  private void cancelOpen(Held held) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    String who = held.cancelledBy() == null ? "a migration" : held.cancelledBy();
    // Whoever replays a task of it wants that one, and says so.
    canceller.cancel(
        CancelId.random(),
        Map.of(
            "event",
            List.of(held.id().eventId().value()),
            "trigger",
            List.of("manual"),
            "status",
            List.of("queued", "running", "waiting"),
            "until",
            List.of(now.toString())),
        now,
        new Caller("migration", who, Role.OPERATOR, Scope.EVERYTHING));
  }
}
