package io.waybill.api.records;

import io.waybill.api.access.Limit;
import io.waybill.api.database.Sql;
import io.waybill.schemas.records.TaskStatus;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A filter as SQL: fixed texts joined by AND, values only as parameters. What it looks like is for
 * PostgreSQL's planner, which finds a page in an index or not (docs/adr/0011-history-in-weeks.md):
 *
 * <ul>
 *   <li>First the places of the records, then the records, so that an index alone may answer what
 *       does not match.
 *   <li>What the weeks cover, and the rest: without the default partition the weeks are read one
 *       after the other, the newest first, and no further than the page reaches.
 *   <li>"Source or target" is two questions, each with an index in the order of the page.
 *   <li>What somebody with a limit may see is as many questions as there are repositories.
 * </ul>
 */
public final class RecordQuery {
  /** Of these there are few: they have an index that holds all that can be asked for. */
  private static final Set<TaskStatus> TROUBLE =
      EnumSet.of(TaskStatus.FAILED, TaskStatus.WAITING, TaskStatus.CANCELLED);

  /** A text and the values of its parameters. */
  private record Condition(String text, List<Object> values) {
    static Condition of(String text, Object... values) {
      return new Condition(text, List.of(values));
    }
  }

  private static final String NEWEST_FIRST = " ORDER BY planned_at DESC, task_id DESC LIMIT ";

  private final List<Condition> conditions = new ArrayList<>();
  private final List<List<Condition>> branches = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();
  private final int limit;
  private final Optional<List<String>> repositories;
  private final String from;

  private RecordQuery(
      Ground ground, RecordFilter filter, Optional<RecordPage.Position> after, int limit) {
    this.limit = limit;
    this.repositories = ground.repositories();
    if (!filter.statuses().isEmpty()) {
      add("status = ANY (?)", (Object) filter.statuses().stream().map(Sql::name).toArray());
    }
    addIf("rule_id = ?", filter.ruleId() == null ? null : filter.ruleId().value());
    addIf("rule_name = ?", filter.ruleName());
    addIf("failure_code = ?", filter.code() == null ? null : filter.code().name());
    addIf("trigger = ?", Sql.name(filter.trigger()));
    addIf("event_id = ?", filter.event() == null ? null : filter.event().value());
    addIf("planned_at >= ?", Sql.time(filter.since()));
    addIf("planned_at < ?", Sql.time(filter.until()));
    addLimit(filter.limit());
    after.ifPresent(this::addPosition);
    boolean trouble = isTrouble(filter);
    if (trouble) {
      add("(failure_code IS NOT NULL OR status IN ('failed', 'waiting', 'cancelled'))");
    }
    boolean branching = !trouble && repositories.isEmpty();
    addSide("repository", filter.repository(), branching);
    addSide("tag", filter.tag(), branching);
    addSide("registry", filter.registry(), branching);
    this.from = write(ground.weeks());
  }

  /**
   * The records that the filter describes, newest first.
   *
   * @param connection is prepared for the query until its transaction ends
   * @param after where the page before ended
   * @param limit how many at most
   */
  public static RecordQuery of(
      Connection connection, RecordFilter filter, Optional<RecordPage.Position> after, int limit)
      throws SQLException {
    return of(Ground.of(connection, filter), filter, after, limit);
  }

  /** The same on ground that was looked at before, for this filter or one of another time. */
  static RecordQuery of(
      Ground ground, RecordFilter filter, Optional<RecordPage.Position> after, int limit) {
    return new RecordQuery(ground, filter, after, limit);
  }

  /**
   * What has to be known before a query can be written.
   *
   * @param weeks those that there are
   * @param repositories those that somebody with a limit may see, where each is asked by itself
   */
  record Ground(Weeks weeks, Optional<List<String>> repositories) {
    /** Looks; the connection is prepared for queries until its transaction ends. */
    static Ground of(Connection connection, RecordFilter filter) throws SQLException {
      Sql.planForValues(connection);
      Optional<List<String>> repositories = Optional.empty();
      if (filter.repository() == null) {
        // Trouble has an index of its own, which is small enough to be read through.
        repositories =
            KnownRepositories.within(connection, filter.limit().scope())
                .filter(paths -> paths.isEmpty() || !isTrouble(filter));
      }
      return new Ground(Weeks.of(connection), repositories);
    }
  }

  private static boolean isTrouble(RecordFilter filter) {
    return filter.code() != null
        || (!filter.statuses().isEmpty() && TROUBLE.containsAll(filter.statuses()));
  }

  private void addLimit(Limit limit) {
    // Where the repositories say it all, an index alone can answer.
    boolean said = repositories.isPresent() && limit.isAboutRepositoriesOfEitherEnd();
    if (!limit.scope().isEverything() && !said) {
      var within = limit.condition("source", "target");
      conditions.add(new Condition(within.sql(), within.values()));
    }
  }

  /** The first condition alone would do; only the second one tells the planner which weeks. */
  private void addPosition(RecordPage.Position position) {
    Object plannedAt = position.plannedAt().atOffset(java.time.ZoneOffset.UTC);
    add("(planned_at, task_id) < (?, ?)", plannedAt, position.taskId().value());
    add("planned_at <= ?", plannedAt);
  }

  /** The first of them makes two branches, where that is of use; the most telling comes first. */
  private void addSide(String column, @Nullable Object value, boolean branching) {
    if (value == null) {
      return;
    }
    String text = value.toString();
    String source = "source_" + column;
    String target = "target_" + column;
    if (branching && branches.isEmpty()) {
      branches.add(List.of(Condition.of(source + " = ?", text)));
      String differs = column.equals("tag") ? " IS DISTINCT FROM " : " <> ";
      branches.add(
          List.of(Condition.of(target + " = ?", text), Condition.of(target + differs + source)));
    } else {
      add("(" + source + " = ? OR " + target + " = ?)", text, text);
    }
  }

  private void addIf(String condition, @Nullable Object value) {
    if (value != null) {
      add(condition, value);
    }
  }

  private void add(String condition, Object... parameters) {
    conditions.add(Condition.of(condition, parameters));
  }

  private String write(Weeks weeks) {
    List<String> arms = new ArrayList<>();
    for (String range : List.of(weeks.inside(), weeks.outside())) {
      if (repositories.isPresent()) {
        arms.add(arms(repositories.get(), range));
        continue;
      }
      for (List<Condition> branch : branches.isEmpty() ? List.of(List.<Condition>of()) : branches) {
        arms.add(arm(branch, range));
      }
    }
    return " FROM (SELECT planned_at, task_id FROM ("
        + String.join(" UNION ALL ", arms)
        + ") arms"
        + NEWEST_FIRST
        + limit
        + ") page JOIN records r ON r.planned_at = page.planned_at AND r.task_id = page.task_id"
        + " ORDER BY r.planned_at DESC, r.task_id DESC";
  }

  /** Each repository by itself, since only within one an index has the order of the page. */
  private String arms(List<String> paths, String range) {
    Object all = paths.toArray();
    values.add(all);
    String sources = arm(List.of(Condition.of("source_repository = mine.path")), range);
    values.add(all);
    String targets =
        arm(
            List.of(
                Condition.of("target_repository = mine.path"),
                Condition.of("target_repository <> source_repository"),
                Condition.of("source_repository <> ALL (?)", all)),
            range);
    String each = "SELECT near.* FROM unnest(?::text[]) mine (path) CROSS JOIN LATERAL %s near";
    return each.formatted(sources) + " UNION ALL " + each.formatted(targets);
  }

  private String arm(List<Condition> branch, String range) {
    List<String> texts = new ArrayList<>();
    for (List<Condition> part : List.of(conditions, branch)) {
      for (Condition condition : part) {
        texts.add(condition.text());
        values.addAll(condition.values());
      }
    }
    texts.add(range);
    return "(SELECT planned_at, task_id FROM records WHERE "
        + String.join(" AND ", texts)
        + NEWEST_FIRST
        + limit
        + ")";
  }

  String sql() {
    return sql("r.*");
  }

  /**
   * The statement, which may stand in a larger one.
   *
   * @param columns those of {@code r}, such as {@code r.task_id, r.status}
   */
  public String sql(String columns) {
    return "SELECT " + columns + from;
  }

  /**
   * Sets its parameters, which must be the first of the statement.
   *
   * @return how many there are
   */
  public int bind(Connection connection, PreparedStatement statement) throws SQLException {
    return Sql.bind(connection, statement, 1, values) - 1;
  }
}
