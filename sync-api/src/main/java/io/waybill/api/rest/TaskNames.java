package io.waybill.api.rest;

import io.waybill.api.access.Caller;
import io.waybill.api.records.RecordStore;
import io.waybill.api.records.TaskPrefix;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.schemas.tasks.TaskId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Which task somebody means who gave its id, or the beginning of it. A beginning means a task that
 * they may see: of others they learn nothing, not even that their own would be told apart from it.
 */
final class TaskNames {
  /** So many are named where several begin so. */
  private static final int NAMED = 5;

  private final RecordStore records;

  TaskNames(RecordStore records) {
    this.records = records;
  }

  /** The task of the address. */
  TaskId require(Request request) {
    String text = request.pathParameter("taskId");
    try {
      return require(TaskPrefix.parse(text), Caller.of(request), Problem::badRequest);
    } catch (IllegalArgumentException malformed) {
      throw new ProblemException(
          Problem.badRequest("taskId " + String.valueOf(malformed.getMessage()) + "."));
    }
  }

  /** The tasks that are named, each once. */
  Set<TaskId> require(TaskSelection selection, Caller caller) {
    Set<TaskId> tasks = new LinkedHashSet<>();
    for (TaskPrefix named : selection.tasks()) {
      tasks.add(require(named, caller, why -> Problem.unprocessable(why).with("key", "taskIds")));
    }
    return tasks;
  }

  private TaskId require(TaskPrefix named, Caller caller, Function<String, Problem> refusal) {
    Optional<TaskId> whole = named.whole();
    if (whole.isPresent()) {
      return whole.get();
    }
    List<TaskId> found = records.beginningWith(named, caller.scope(), NAMED + 1);
    if (found.isEmpty()) {
      throw new ProblemException(
          Problem.notFound(
              "There is no record of a task whose id begins with %s. If it was made a moment ago, ask again."
                  .formatted(named)));
    }
    if (found.size() > 1) {
      throw new ProblemException(
          refusal.apply(
              "%s tasks have an id that begins with %s (%s%s): give more of it."
                  .formatted(
                      found.size() > NAMED ? "More than " + NAMED : found.size(),
                      named,
                      found.stream()
                          .limit(NAMED)
                          .map(TaskId::toString)
                          .collect(Collectors.joining(", ")),
                      found.size() > NAMED ? ", ..." : "")));
    }
    return found.getFirst();
  }
}
