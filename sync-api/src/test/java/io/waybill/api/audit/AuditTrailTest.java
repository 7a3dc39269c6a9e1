package io.waybill.api.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.waybill.api.Servers;
import io.waybill.api.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.Extension.class)
class AuditTrailTest {
  @Test
  void entries_are_forgotten_when_they_are_older_than_the_retention(Servers servers)
      throws Exception {
    try (Database database = Database.open(servers.database())) {
      AuditTrail trail = new AuditTrail(database);
      for (int days : new int[] {0, 6, 8, 400}) {
        database.transaction(connection -> insert(connection, days));
      }

      assertThat(trail.expire(Duration.ofDays(7))).isEqualTo(2);

      assertThat(callers(trail)).containsExactly("6 days ago", "0 days ago");
      assertThat(trail.expire(Duration.ofDays(7))).isZero();
    }
  }

  private static boolean insert(Connection connection, int days) throws SQLException {
    String sql =
        "INSERT INTO audit (at, request_id, caller_id, caller, role, address, method, path)"
            + " VALUES (now() - ? * interval '1 day', ?, 'token:x', ? || ' days ago', 'admin',"
            + " '127.0.0.1', 'PUT', '/api/v1/rules/x')";
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setInt(1, days);
      insert.setObject(2, UUID.randomUUID());
      insert.setInt(3, days);
      return insert.executeUpdate() == 1;
    }
  }

  private static List<String> callers(AuditTrail trail) {
    return trail
        .list(new AuditFilter(null, null, null, null, null), OptionalLong.empty(), 10)
        .stream()
        .map(AuditEntry::caller)
        .toList();
  }
}
