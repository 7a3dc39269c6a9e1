package io.waybill.api.records;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds a page of records. One condition has an index in the order of the page. Several conditions
 * have none that answers them together: where each is frequent and both together are rare, an index
 * would be read through to its end, which takes a second of ten million records. Then time is
 * searched backwards, {@link SearchSpans span by span}, and a page ends with what was found when
 * its time is over; its {@code next} leads on from there.
 */
final class RecordSearch {
  /** Of fewer records, all are read in a moment, and no page has to end early. */
  static final long MANY_RECORDS = 200_000;

  private final Connection connection;
  private final RecordFilter filter;
  private final int limit;
  private final RecordQuery.Ground ground;

  /** Of at most so many records. */
  RecordSearch(Connection connection, RecordFilter filter, int limit) throws SQLException {
    this.connection = connection;
    this.filter = filter;
    this.limit = limit;
    this.ground = RecordQuery.Ground.of(connection, filter);
  }

  RecordPage page(Optional<RecordPage.Position> after) throws SQLException {
    return filter.isCombined() && hasMany()
        ? page(after, new SearchSpans(begin(after), System::nanoTime))
        : pageOf(find(filter, after), null);
  }

  /** Searched in these spans. */
  RecordPage page(Optional<RecordPage.Position> after, SearchSpans spans) throws SQLException {
    List<TaskRecord> found = new ArrayList<>();
    Optional<RecordPage.Position> from = after;
    while (true) {
      Optional<Instant> since = spans.next().filter(this::isAllowed);
      found.addAll(find(since.map(filter::plannedSince).orElse(filter), from));
      from = since.map(RecordPage.Position::before);
      if (found.size() > limit || from.isEmpty() || spans.isOver()) {
        return pageOf(found, from.orElse(null));
      }
    }
  }

  private boolean isAllowed(Instant since) {
    return filter.since() == null || since.isAfter(filter.since());
  }

  /** What is planned in the future, as by a clock that is ahead, is found by the first span. */
  private Instant begin(Optional<RecordPage.Position> after) {
    Instant now = Instant.now();
    Instant until = filter.until() != null && filter.until().isBefore(now) ? filter.until() : now;
    return after.map(RecordPage.Position::plannedAt).filter(until::isAfter).orElse(until);
  }

  private RecordPage pageOf(List<TaskRecord> found, RecordPage.@Nullable Position rest) {
    if (found.size() <= limit) {
      return new RecordPage(found, rest);
    }
    List<TaskRecord> page = found.subList(0, limit);
    return new RecordPage(page, RecordPage.Position.of(page.getLast()));
  }

  private List<TaskRecord> find(RecordFilter filter, Optional<RecordPage.Position> after)
      throws SQLException {
    RecordQuery query = RecordQuery.of(ground, filter, after, limit + 1);
    List<TaskRecord> found = new ArrayList<>();
    try (PreparedStatement select = connection.prepareStatement(query.sql())) {
      query.bind(connection, select);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          found.add(RecordRows.read(row));
        }
      }
    }
    return found;
  }

  /** As PostgreSQL has estimated when it last looked. */
  private boolean hasMany() throws SQLException {
    String sql =
        "SELECT coalesce(sum(c.reltuples), 0) FROM pg_inherits i JOIN pg_class c ON c.oid ="
            + " i.inhrelid WHERE i.inhparent = 'records'::regclass";
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1) >= MANY_RECORDS;
    }
  }
}
