package io.waybill.api.records;

import io.waybill.schemas.records.AttemptStarted;
import io.waybill.schemas.records.TaskFact;
import io.waybill.schemas.tasks.TaskId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Merges facts into the tables, a batch in one transaction.
 *
 * <p>A batch that was stored already changes nothing, so offsets may be committed afterwards, and
 * whatever was not committed may come again.
 */
public final class Projection {
  /** Any number that nothing else in this database uses for advisory locks. */
  private static final int LOCK_CLASS = 0x7761_7962;

  private final HistoryStore histories = new HistoryStore();
  private final EarlyFacts earlyFacts = new EarlyFacts();
  private final DeleteLedger deletes = new DeleteLedger();
  private final ImageStates images = new ImageStates();
  private final List<HistoryListener> listeners;

  /** One that tells nobody. */
  public Projection() {
    this(List.of());
  }

  /** One that tells these of what changes, in this order. */
  public Projection(List<HistoryListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  /**
   * Merges the facts.
   *
   * @param partitions of {@code waybill.records} that the facts are in. Whoever merges facts of a
   *     partition holds its lock, because a history that is read, merged and written back by two at
   *     once would lose what one of them knew.
   */
  public void apply(Connection connection, Set<Integer> partitions, List<TaskFact> facts)
      throws SQLException {
    int _ = applyCountingLost(connection, partitions, facts);
  }

  /**
   * The same.
   *
   * @return how many attempts turned out to be lost without a word
   */
  int applyCountingLost(Connection connection, Set<Integer> partitions, List<TaskFact> facts)
      throws SQLException {
    lock(connection, new TreeSet<>(partitions));
    Map<TaskId, List<TaskFact>> byTask = new LinkedHashMap<>();
    for (TaskFact fact : facts) {
      byTask.computeIfAbsent(fact.taskId(), id -> new ArrayList<>()).add(fact);
    }
    Map<TaskId, TaskHistory> before = histories.load(connection, byTask.keySet());
    Map<TaskId, TaskHistory> after = new HashMap<>(before);
    Set<TaskId> begun = new LinkedHashSet<>();
    for (Map.Entry<TaskId, List<TaskFact>> entry : byTask.entrySet()) {
      TaskId id = entry.getKey();
      if (!before.containsKey(id)) {
        Optional<TaskHistory> first = begin(entry.getValue());
        if (first.isEmpty()) {
          earlyFacts.keep(connection, entry.getValue());
          continue;
        }
        after.put(id, first.get());
        begun.add(id);
      }
      after.computeIfPresent(id, (same, history) -> merge(history, entry.getValue()));
    }
    List<TaskFact> known = new ArrayList<>(facts);
    for (Map.Entry<TaskId, List<TaskFact>> early : earlyFacts.take(connection, begun).entrySet()) {
      after.computeIfPresent(early.getKey(), (id, history) -> merge(history, early.getValue()));
      known.addAll(early.getValue());
    }
    List<TaskHistory> changed = save(connection, before, after);
    images.note(connection, changed, after, known);
    Set<TaskId> givenAgain =
        known.stream()
            .filter(fact -> fact instanceof AttemptStarted started && started.followsAnother())
            .map(TaskFact::taskId)
            .collect(Collectors.toSet());
    return changed.stream()
        .filter(history -> givenAgain.contains(history.task().id()))
        .mapToInt(history -> newlyLost(before, history))
        .sum();
  }

  /** A task that stands in the queue twice is tried by two at once, and nobody is lost. */
  private static int newlyLost(Map<TaskId, TaskHistory> before, TaskHistory history) {
    TaskHistory old = before.get(history.task().id());
    long known = old == null ? 0 : old.lostUnseen();
    return (int) Math.max(0, history.lostUnseen() - known);
  }

  private static void lock(Connection connection, SortedSet<Integer> partitions)
      throws SQLException {
    try (PreparedStatement lock =
        connection.prepareStatement("SELECT pg_advisory_xact_lock(?, ?)")) {
      for (int partition : partitions) {
        lock.setInt(1, LOCK_CLASS);
        lock.setInt(2, partition);
        lock.execute();
      }
    }
  }

  private static Optional<TaskHistory> begin(List<TaskFact> facts) {
    return facts.stream().map(TaskHistory::begin).flatMap(Optional::stream).findFirst();
  }

  private static TaskHistory merge(TaskHistory history, List<TaskFact> facts) {
    TaskHistory merged = history;
    for (TaskFact fact : facts) {
      merged = merged.with(fact);
    }
    return merged;
  }

  private List<TaskHistory> save(
      Connection connection, Map<TaskId, TaskHistory> before, Map<TaskId, TaskHistory> after)
      throws SQLException {
    List<TaskId> moved = new ArrayList<>();
    List<Instant> plannedAt = new ArrayList<>();
    List<TaskHistory> changed = new ArrayList<>();
    List<HistoryListener.Change> changes = new ArrayList<>();
    for (Map.Entry<TaskId, TaskHistory> entry : after.entrySet()) {
      TaskHistory old = before.get(entry.getKey());
      if (entry.getValue().equals(old)) {
        continue;
      }
      changed.add(entry.getValue());
      changes.add(new HistoryListener.Change(old, entry.getValue()));
      if (old != null && !old.plannedAt().equals(entry.getValue().plannedAt())) {
        moved.add(entry.getKey());
        plannedAt.add(old.plannedAt());
      }
      plannedAt.add(entry.getValue().plannedAt());
    }
    if (!moved.isEmpty()) {
      histories.remove(connection, moved);
    }
    if (!changed.isEmpty()) {
      histories.save(connection, changed);
      KnownRepositories.note(connection, changed);
      deletes.note(connection, changed);
      HourlyStatistics.note(connection, plannedAt);
      for (HistoryListener listener : listeners) {
        listener.changed(connection, changes);
      }
    }
    return changed;
  }
}
