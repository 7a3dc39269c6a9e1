package io.waybill.api.database;

/** PostgreSQL does not answer, or not in time; the same request may work later. */
public final class DatabaseUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DatabaseUnavailableException(Throwable cause) {
    super("PostgreSQL does not answer: " + Failures.reason(cause), cause);
  }
}
