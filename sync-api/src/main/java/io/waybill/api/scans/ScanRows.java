package io.waybill.api.scans;

import io.waybill.api.database.Sql;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.rules.RuleTarget;
import io.waybill.schemas.scans.ScanCounts;
import io.waybill.schemas.scans.ScanRequest;
import io.waybill.schemas.scans.ScanScope;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/** A row of the table scans as what the API shows. */
final class ScanRows {
  private ScanRows() {}

  static Scan read(ResultSet row) throws SQLException {
    ScanRequest request = Sql.getJson(row, "request", ScanRequest.class);
    List<Failure> failures = Arrays.asList(Sql.getJson(row, "failures", Failure[].class));
    return new Scan(
        request.id(),
        request.trigger(),
        request.rule().id(),
        request.rule().name(),
        request.rule().spec().source().registry(),
        request.rule().spec().targets().stream().map(RuleTarget::registry).distinct().toList(),
        request.scope().equals(ScanScope.ALL) ? null : request.scope(),
        request.dryRun(),
        Sql.parse(ScanState.class, row.getString("state")),
        row.getString("note"),
        request.requestedBy(),
        Sql.getTime(row, "created_at"),
        Sql.findTime(row, "ended_at"),
        Sql.getJson(row, "counts", ScanCounts.class),
        new Scan.Steps(row.getInt("steps_done"), 0, row.getInt("steps_failed"), null),
        failures.isEmpty() ? null : failures,
        null,
        null,
        null);
  }
}
