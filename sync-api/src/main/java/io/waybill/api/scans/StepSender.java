package io.waybill.api.scans;

import io.waybill.api.database.Database;
import io.waybill.api.database.Sql;
import io.waybill.chassis.kafka.MessagePublisher;
import io.waybill.chassis.kafka.PublishException;
import io.waybill.schemas.scans.ScanId;
import io.waybill.schemas.scans.ScanStep;
import io.waybill.schemas.tasks.CancelRequested;
import io.waybill.schemas.tasks.TaskId;
import io.waybill.schemas.wire.Messages;
import io.waybill.schemas.wire.Topics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;

/**
 * Puts steps on the queue: the first of each scan, and those whose time has come again; and tells
 * the workers which scans are cancelled. Each is claimed first, so that several processes share the
 * work; a claim whose process dies lapses, and the step is sent by another: at least once, and a
 * step done twice is the same as once.
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

  private static final String CANCELLED =
      "SELECT id FROM scans WHERE NOT cancel_told ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED";

  private final Database database;
  private final MessagePublisher publisher;
  private final Clock clock;

  /** Sends the steps in this database. */
  public StepSender(Database database, MessagePublisher publisher, Clock clock) {
    this.database = database;
    this.publisher = publisher;
    this.clock = clock;
  }

  /**
   * Sends whatever is due now.
   *
   * @return how many steps
   * @throws PublishException when Kafka does not acknowledge one; it is sent later
   */
  public int run() throws InterruptedException {
    database.transaction(this::tellCancels);
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

  /** A scan that is cancelled is told of as a task is: nothing else has its id. */
  private int tellCancels(Connection connection) throws SQLException {
    List<ScanId> cancelled = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(CANCELLED)) {
      select.setInt(1, BATCH);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          cancelled.add(new ScanId(row.getObject("id", UUID.class)));
        }
      }
    }
    try (PreparedStatement told =
        connection.prepareStatement("UPDATE scans SET cancel_told = true WHERE id = ?")) {
      for (ScanId id : cancelled) {
        publish(new CancelRequested(new TaskId(id.value()), null, clock.instant()));
        told.setObject(1, id.value());
        told.executeUpdate();
      }
    }
    return cancelled.size();
  }

  private void publish(CancelRequested wish) {
    try {
      publisher.publish(Topics.CANCELS, Messages.of(wish)).join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof PublishException refused) {
        throw refused;
      }
      throw failed;
    }
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
