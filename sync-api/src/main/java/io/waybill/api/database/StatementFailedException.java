package io.waybill.api.database;

import java.sql.SQLException;
import java.util.Set;

/** PostgreSQL answered, and refused a statement. */
public final class StatementFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final String UNIQUE_VIOLATION = "23505";
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final Set<String> IMPOSSIBLE_VALUES = Set.of("22008", "22021", "22P05");

  private final String sqlState;

  StatementFailedException(SQLException cause) {
    super("PostgreSQL refused a statement: " + Failures.reason(cause), cause);
    sqlState = cause.getSQLState() == null ? "" : cause.getSQLState();
  }

  /** Whether a value is there already that may be there once only. */
  public boolean isDuplicate() {
    return sqlState.equals(UNIQUE_VIOLATION);
  }

  /** Whether it waited for a lock for as long as it was told to. */
  public boolean isLockTimeout() {
    return sqlState.equals(LOCK_NOT_AVAILABLE);
  }

  /**
   * Whether a text has a character, or a time a year, that PostgreSQL has not (SQLSTATE 22021,
   * 22P05, 22008).
   */
  public boolean isAboutValue() {
    return IMPOSSIBLE_VALUES.contains(sqlState);
  }

  /** Whether the data is at fault (SQLSTATE classes 22 and 23): the same would be refused again. */
  public boolean isAboutData() {
    return sqlState.startsWith("22") || sqlState.startsWith("23");
  }
}
