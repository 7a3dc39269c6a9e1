package io.waybill.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.waybill.api.records.RecordFilters;
import io.waybill.api.records.TaskPrefix;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * With which tasks something is to be done: those that are named, or those whose records a filter
 * describes.
 *
 * @param taskIds the tasks, by their ids or what these begin with
 * @param filter as in {@code GET /records}
 * @param dryRun only say what would be done
 */
record TaskSelection(
    @Nullable List<TaskPrefix> taskIds, @Nullable JsonNode filter, @Nullable Boolean dryRun) {
  private static final int MOST_IDS = 1_000;

  /** What the body says; 422 where it does not say which tasks. */
  static TaskSelection read(Request request) {
    TaskSelection selection = Bodies.read(request, TaskSelection.class);
    if ((selection.taskIds == null) == (selection.filter == null)) {
      throw refused("taskIds", "Say which tasks: give taskIds or a filter, one of the two.");
    }
    if (selection.filter == null && selection.isDryRun()) {
      throw refused("dryRun", "A dry run is for a filter: of tasks that are named, it is known.");
    }
    return selection;
  }

  boolean isDryRun() {
    return Boolean.TRUE.equals(dryRun);
  }

  /**
   * The filter, of which nothing is a part that happens later; null where tasks are named.
   *
   * @param statuses where the filter says none
   */
  @Nullable Map<String, List<String>> frozen(Instant now, String... statuses) {
    if (filter == null) {
      return null;
    }
    Map<String, List<String>> said = FilterBodies.read(filter);
    Map<String, List<String>> frozen = new TreeMap<>(said);
    frozen.putIfAbsent(RecordFilters.STATUS, List.of(statuses));
    Instant until = FilterBodies.parse(said).until();
    if (until == null || until.isAfter(now)) {
      frozen.put(RecordFilters.UNTIL, List.of(now.toString()));
    }
    return frozen;
  }

  /** The tasks that are named, each once; 422 where there are none, or too many. */
  Set<TaskPrefix> tasks() {
    Set<TaskPrefix> tasks = new LinkedHashSet<>(taskIds == null ? List.of() : taskIds);
    if (tasks.isEmpty() || tasks.size() > MOST_IDS) {
      throw refused(
          "taskIds",
          "taskIds must name 1 to %d tasks, not %d; a filter selects any number."
              .formatted(MOST_IDS, tasks.size()));
    }
    return tasks;
  }

  static ProblemException refused(String key, String detail) {
    return new ProblemException(Problem.unprocessable(detail).with("key", key));
  }
}
