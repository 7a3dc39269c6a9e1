package io.waybill.api.scans;

import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.chassis.kafka.PublishException;
import io.waybill.schemas.scans.ScanStep;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts steps on the queue: the first of each scan, and those whose time has come again. Each is
 * claimed first, so that several processes share the work; a claim whose process dies lapses, and
 * the step is sent by another: at least once, and a step done twice is the same as once.
 */
public final class StepSender {
  private static final int BATCH = 100;

  private static final String CLAIM =
      """
      UPDATE scan_steps SET due_at = now() + interval '30 seconds'
      WHERE (scan_id, step_id) IN (
        SELECT scan_id, step_id FROM scan_steps
        WHERE state = 'unsent' AND due_at <= now()
        ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED)
      RETURNING step
      """;

  private static final String SENT =
      """
      UPDATE scan_steps SET state = 'queued', due_at = NULL, step = NULL
      WHERE scan_id = ? AND step_id = ? AND state = 'unsent' AND attempts = ?
      """;

  private final Database database;
  private final MessagePublisher publisher;

  /** Sends the steps in this database. */
  public StepSender(Database database, MessagePublisher publisher) {
    this.database = database;
    this.publisher = publisher;
  }

  /**
   * Sends whatever is due now.
   *
   * @return how many steps
   * @throws PublishException when Kafka does not acknowledge one; it is sent later
   */
  public int run() throws InterruptedException {
    int total = 0;
    List<ScanStep> due;
    do {
      due = database.transaction(StepSender::claim);
      for (ScanStep step : due) {
        publisher.publishAndWait(Topics.SCANS, Messages.of(step));
        database.transaction(connection -> sent(connection, step));
      }
      total += due.size();
    } while (due.size() == BATCH);
    return total;
  }

  private static List<ScanStep> claim(Connection connection) throws SQLException {
    List<ScanStep> steps = new ArrayList<>();
    try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
      claim.setInt(1, BATCH);
      try (ResultSet row = claim.executeQuery()) {
        while (row.next()) {
          steps.add(Sql.getJson(row, "step", ScanStep.class));
        }
      }
    }
    return steps;
  }

  private static int sent(Connection connection, ScanStep step) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(SENT)) {
      update.setObject(1, step.scan().id().value());
      update.setString(2, step.id().value());
      update.setInt(3, step.attemptsBefore());
      return update.executeUpdate();
    }
  }
}
