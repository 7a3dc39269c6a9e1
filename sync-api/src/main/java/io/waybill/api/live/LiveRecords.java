package io.waybill.api.live;

import io.waybill.api.records.RecordFilter;
import io.waybill.api.records.RecordStore;
import io.waybill.api.records.TaskRecord;
import io.waybill.schemas.records.TaskProgress;
import io.waybill.schemas.tasks.TaskId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is told live, and to whom. Facts are told of as the record that the database shows of their
 * task at that moment: several at once may be told as one. The last of them are kept, so that a
 * listener who was away for a moment misses none.
 *
 * <p>Safe for any number of threads.
 */
public final class LiveRecords {
  /** Listeners at a time, in one process. */
  public static final int MOST = 200;

  /** A stream ends then: its token may have expired, and its caller's role have changed. */
  public static final Duration LONGEST = Duration.ofMinutes(15);

  /** Facts that are kept for those who come back. */
  static final int KEPT = 10_000;

  /** A fact about a task, at its place. */
  record Place(int partition, long offset, TaskId task) {}

  private final RecordStore records;
  private final Duration longest;
  private final Deque<Place> kept = new ArrayDeque<>();
  private final Map<Integer, Long> keptFrom = new HashMap<>();
  private final Set<Listener> listeners = new HashSet<>();
  private Positions told = new Positions(new TreeMap<>());

  /**
   * Over these records.
   *
   * @param longest how long anybody listens
   */
  public LiveRecords(RecordStore records, Duration longest) {
    this.records = records;
    this.longest = longest;
  }

  /**
   * Somebody begins to listen.
   *
   * @param lastHeard the position of the last event that they have heard, where they were here
   *     before
   * @return empty where there are too many already
   */
  public synchronized Optional<Listener> listen(
      RecordFilter filter, boolean progress, Optional<String> lastHeard) {
    if (listeners.size() >= MOST) {
      return Optional.empty();
    }
    Optional<Positions> heard = lastHeard.flatMap(Positions::parse);
    boolean gap = lastHeard.isPresent() && !heard.map(h -> h.reaches(keptFrom)).orElse(false);
    Positions from = gap ? told : heard.orElse(told);
    Listener listener = new Listener(this, filter, progress, from, told.toString(), gap, longest);
    if (!gap && heard.isPresent()) {
      // Only their places: the records are read as the listener comes to them, and by its thread.
      listener.catchUp(
          kept.stream().filter(place -> !from.has(place.partition, place.offset)).toList());
    }
    listeners.add(listener);
    return Optional.of(listener);
  }

  synchronized void leave(Listener listener) {
    listeners.remove(listener);
  }

  /**
   * Where following begins: here, or, when it begins anew after a failure, where it was. What lies
   * before is not kept.
   */
  synchronized Map<Integer, Long> beginAt(Map<Integer, Long> positions) {
    if (keptFrom.isEmpty()) {
      keptFrom.putAll(positions);
      told = new Positions(new TreeMap<>(positions));
    }
    return told.next();
  }

  /** Facts whose records the database shows now. */
  synchronized void happened(List<Place> facts) {
    List<LiveEvent.Changed> events = listeners.isEmpty() ? List.of() : events(facts, told);
    Map<String, Place> places = new HashMap<>();
    for (LiveEvent.Changed event : events) {
      places.put(event.position(), last(facts, event.record().taskId()));
    }
    for (LiveEvent.Changed event : events) {
      Place place = java.util.Objects.requireNonNull(places.get(event.position()));
      for (Listener listener : listeners) {
        if (!listener.hasHeard(place.partition, place.offset)) {
          listener.tell(event);
        }
      }
    }
    told = after(told, facts);
    kept.addAll(facts);
    while (kept.size() > KEPT) {
      Place oldest = kept.removeFirst();
      keptFrom.put(oldest.partition, oldest.offset + 1);
    }
  }

  /** Attempts have come further. */
  synchronized void moved(List<TaskProgress> progress) {
    if (listeners.isEmpty()) {
      return;
    }
    SequencedSet<TaskId> tasks = new LinkedHashSet<>();
    progress.forEach(one -> tasks.add(one.taskId()));
    Map<TaskId, TaskRecord> found = records.find(tasks);
    for (TaskProgress one : progress) {
      TaskRecord record = found.get(one.taskId());
      if (record != null) {
        listeners.forEach(listener -> listener.tell(new LiveEvent.Moved(record, one)));
      }
    }
  }

  /** One event for each task, at the place of its last fact among those. */
  List<LiveEvent.Changed> events(List<Place> facts, Positions before) {
    Map<TaskId, Place> last = new LinkedHashMap<>();
    facts.forEach(fact -> last.put(fact.task, fact));
    Map<TaskId, TaskRecord> found = records.find(new LinkedHashSet<>(last.keySet()));
    List<LiveEvent.Changed> events = new ArrayList<>();
    Positions position = before;
    for (Place fact : facts) {
      position = position.after(fact.partition, fact.offset);
      TaskRecord record = found.get(fact.task);
      if (record != null && fact.equals(last.get(fact.task))) {
        events.add(new LiveEvent.Changed(record, position.toString()));
      }
    }
    return events;
  }

  private static Place last(List<Place> facts, TaskId task) {
    return facts.reversed().stream()
        .filter(fact -> fact.task.equals(task))
        .findFirst()
        .orElseThrow();
  }

  static Positions after(Positions before, List<Place> facts) {
    Positions position = before;
    for (Place fact : facts) {
      position = position.after(fact.partition, fact.offset);
    }
    return position;
  }
}
