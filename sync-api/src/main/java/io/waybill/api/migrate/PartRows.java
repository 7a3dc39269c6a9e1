package io.waybill.api.migrate;

import io.waybill.api.database.Sql;
import io.waybill.schemas.failures.Failure;
import io.waybill.schemas.names.Digest;
import io.waybill.schemas.rules.NamePattern;
import io.waybill.schemas.scans.MigrationId;
import io.waybill.schemas.scans.ScanCounts;
import io.waybill.schemas.scans.ScanFinding;
import io.waybill.schemas.scans.ScanId;
import io.waybill.schemas.scans.ScanRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of migrations' parts, and of what their scans tell of, as what the API shows. */
final class PartRows {
  private static final String PARTS =
      """
      SELECT p.number, p.state, p.source, p.target, p.request, p.digest, p.scan_id, p.ended_at,
          coalesce(p.counts, s.counts) AS seen, coalesce(p.failures, s.failures) AS trouble
      FROM migration_parts p LEFT JOIN scans s ON s.id = p.scan_id AND p.state = 'running'
      WHERE p.migration_id = ? AND p.number > ? AND (?::text IS NULL OR p.state = ?)
      ORDER BY p.number LIMIT ?
      """;

  private static final String FINDINGS =
      """
      SELECT p.number AS part, f.number, f.finding
      FROM migration_parts p JOIN scan_findings f ON f.scan_id = p.scan_id
      WHERE p.migration_id = ? AND (p.number, f.number) > (?, ?)
      ORDER BY p.number, f.number LIMIT ?
      """;

  private PartRows() {}

  static List<MigrationPart> parts(
      Connection connection, MigrationId id, @Nullable PartState state, int after, int limit)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(PARTS)) {
      select.setObject(1, id.value());
      select.setInt(2, after);
      select.setString(3, Sql.name(state));
      select.setString(4, Sql.name(state));
      select.setInt(5, limit);
      List<MigrationPart> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(part(row));
        }
      }
      return found;
    }
  }

  private static MigrationPart part(ResultSet row) throws SQLException {
    PartState state = Sql.parse(PartState.class, row.getString("state"));
    List<NamePattern> tags = Sql.getJson(row, "request", ScanRequest.class).scope().tags();
    String digest = row.getString("digest");
    ScanCounts seen = Sql.findJson(row, "seen", ScanCounts.class);
    Failure[] failures = Sql.findJson(row, "trouble", Failure[].class);
    boolean scanned = digest == null && seen != null;
    return new MigrationPart(
        row.getInt("number"),
        state,
        row.getString("source"),
        tags.isEmpty() ? null : tags,
        digest == null ? null : Digest.parse(digest),
        row.getString("target"),
        scanned ? new ScanId(row.getObject("scan_id", UUID.class)) : null,
        seen,
        failures == null || failures.length == 0 ? null : Arrays.asList(failures),
        Sql.findTime(row, "ended_at"));
  }

  static List<MigrationFinding> findings(
      Connection connection, MigrationId id, MigrationFinding.Place after, int limit)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(FINDINGS)) {
      select.setObject(1, id.value());
      select.setInt(2, after.part());
      select.setInt(3, after.number());
      select.setInt(4, limit);
      List<MigrationFinding> found = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(
              new MigrationFinding(
                  row.getInt("part"),
                  row.getInt("number"),
                  Sql.getJson(row, "finding", ScanFinding.class)));
        }
      }
      return found;
    }
  }
}
