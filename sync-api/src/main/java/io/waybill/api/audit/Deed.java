package io.waybill.api.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.api.database.DatabaseUnavailableException;
import io.waybill.api.database.StatementFailedException;
import io.waybill.chassis.http.Request;
import io.waybill.schemas.wire.Json;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request that is to change something, on its way into the audit trail. Whoever changes a table
 * writes it in the same transaction ({@link #write}); what does not is written before the answer.
 */
public final class Deed {
  private static final Logger LOG = LoggerFactory.getLogger(Deed.class);

  /** A longer body is left out. */
  private static final int LONGEST_BODY = 16 << 10;

  /**
   * What came of it.
   *
   * @param status what was answered
   * @param detail why it was refused, or null
   */
  public record Result(int status, @Nullable String detail) {}

  private final AuditTrail trail;
  private final UUID requestId;
  private final String callerId;
  private final String caller;
  private final String role;
  private final Request request;

  /**
   * A deed that is about to be done.
   *
   * @param requestId as the answer will name it
   * @param callerId who does it, for machines
   * @param caller who does it, for people
   * @param role what they may do
   */
  public Deed(
      AuditTrail trail,
      UUID requestId,
      String callerId,
      String caller,
      String role,
      Request request) {
    this.trail = trail;
    this.requestId = requestId;
    this.callerId = callerId;
    this.caller = caller;
    this.role = role;
    this.request = request;
  }

  /** The deed that a request is; there is one for each that is no GET. */
  public static Deed of(Request request) {
    return request
        .attached(Deed.class)
        .orElseThrow(() -> new IllegalStateException("A GET changes nothing"));
  }

  /**
   * Writes it in the transaction that does it.
   *
   * @param before what is changed, as it was; null = it was not there
   * @param after what is changed, as it is from now on; null = it is gone
   */
  public void write(Connection connection, @Nullable Object before, @Nullable Object after)
      throws SQLException {
    trail.insert(connection, this, null, before, after);
  }

  /** Writes what came of it. Where the database is away, the log has it instead. */
  public void finish(Result result) {
    try {
      trail.finish(this, result);
    } catch (DatabaseUnavailableException | StatementFailedException failed) {
      LOG.error(
          "Not in the audit trail, because the database does not take it: {} ({}, {}) from {}: {}"
              + " {} answered {} (request {})",
          caller,
          callerId,
          role,
          address(),
          method(),
          path(),
          result.status(),
          requestId,
          failed);
    }
  }

  UUID requestId() {
    return requestId;
  }

  String callerId() {
    return callerId;
  }

  String caller() {
    return caller;
  }

  String role() {
    return role;
  }

  String address() {
    return request.remoteAddress();
  }

  String method() {
    return request.method();
  }

  String path() {
    return request.path();
  }

  /** The body, where it is JSON and not too long. */
  @Nullable JsonNode asked() {
    if (request.body().length == 0 || request.body().length > LONGEST_BODY) {
      return null;
    }
    try {
      JsonNode body = Json.lenient().readTree(request.body());
      return body.isMissingNode() ? null : body;
    } catch (IOException notJson) {
      return null;
    }
  }
}
