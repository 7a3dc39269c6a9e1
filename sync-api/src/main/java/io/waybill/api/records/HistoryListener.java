package io.waybill.api.records;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Wants to know of changes of history, in the transaction that makes them. */
@FunctionalInterface
public interface HistoryListener {
  /**
   * A history has changed.
   *
   * @param before what was known; null = nothing
   * @param after what is known now
   */
  record Change(@Nullable TaskHistory before, TaskHistory after) {}

  /**
   * Some histories have changed. Whatever is written here is written when they are, or not at all.
   *
   * @throws SQLException fails the transaction, and the facts come again
   */
  void changed(Connection connection, List<Change> changes) throws SQLException;
}
