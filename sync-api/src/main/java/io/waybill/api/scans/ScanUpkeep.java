package io.waybill.api.scans;

import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/** Forgets scans that are as old as history gets, and ends those of which nothing is heard. */
public final class ScanUpkeep {
  /** How long nothing may be heard of a scan whose steps are all on the queue. */
  public static final Duration SILENCE = Duration.ofHours(24);

  private static final String END =
      """
      UPDATE scans SET state = ?, ended_at = now(),
          note = 'Nothing was heard of its steps for a day: start it again, and look whether workers run.'
      WHERE state = 'running' AND heard_at < now() - ? * interval '1 second'
        AND NOT EXISTS (
          SELECT 1 FROM scan_steps s WHERE s.scan_id = scans.id AND s.state IN ('unsent', 'held'))
      """;

  private static final String FORGET =
      """
      DELETE FROM scans
      WHERE state <> 'running' AND created_at < now() - ? * interval '1 second'
      """;

  private final Database database;
  private final Duration retention;

  /** Upkeep of this database, which keeps scans for so long. */
  public ScanUpkeep(Database database, Duration retention) {
    this.database = database;
    this.retention = retention;
  }

  /**
   * Does it once.
   *
   * @return how many scans were ended
   */
  public int run() {
    return database.transaction(
        connection -> {
          int ended = end(connection);
          try (PreparedStatement delete = connection.prepareStatement(FORGET)) {
            delete.setLong(1, retention.toSeconds());
            delete.executeUpdate();
          }
          return ended;
        });
  }

  private static int end(Connection connection) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(END)) {
      update.setString(1, Sql.name(ScanState.DONE_WITH_FAILURES));
      update.setLong(2, SILENCE.toSeconds());
      return update.executeUpdate();
    }
  }
}
