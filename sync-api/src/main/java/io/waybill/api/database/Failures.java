package io.waybill.api.database;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import javax.net.ssl.SSLException;

/** Tells an outage from a refusal, and finds the words in a chain of causes that say why. */
final class Failures {
  private Failures() {}

  /**
   * SQLSTATE class 08: no connection; 53: out of resources; 57P: shutting down or starting; 40:
   * another transaction was preferred. HikariCP says "transient" where no connection came in time.
   */
  static boolean isOutage(SQLException failure) {
    String state = failure.getSQLState() == null ? "" : failure.getSQLState();
    return failure instanceof SQLTransientConnectionException
        || state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57P")
        || state.startsWith("40");
  }

  static RuntimeException translate(SQLException failure) {
    return isOutage(failure)
        ? new DatabaseUnavailableException(failure)
        : new StatementFailedException(failure);
  }

  /**
   * Whether no TLS came about, as where nobody whom this side believes has signed a certificate.
   */
  static boolean isAboutTls(Throwable failure) {
    Throwable at = failure;
    for (int depth = 0; at != null && depth < 20; at = at.getCause(), depth++) {
      if (at instanceof SSLException) {
        return true;
      }
    }
    return false;
  }

  /** The first line of the innermost message that there is. */
  static String reason(Throwable failure) {
    String words = failure.getClass().getSimpleName();
    int depth = 0;
    for (Throwable at = failure; at != null && depth < 20; at = at.getCause(), depth++) {
      if (at.getMessage() != null && !at.getMessage().isBlank()) {
        words = at.getMessage().lines().findFirst().orElse(words);
      }
    }
    return words;
  }
}
