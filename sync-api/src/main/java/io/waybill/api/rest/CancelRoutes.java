package io.waybill.api.rest;

import io.waybill.api.access.Caller;
import io.waybill.api.access.Scope;
import io.waybill.api.cancels.Cancel;
import io.waybill.api.cancels.CancelId;
import io.waybill.api.cancels.CancelPreview;
import io.waybill.api.cancels.CancelStore;
import io.waybill.api.cancels.Canceller;
import io.waybill.api.records.RecordFilter;
import io.waybill.api.records.RecordStore;
import io.waybill.api.records.TaskRecord;
import io.waybill.chassis.config.Role;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import io.waybill.schemas.records.TaskStatus;
import io.waybill.schemas.tasks.TaskId;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code /tasks/{taskId}:cancel} and {@code /cancels}: tasks that are not to be done after all. */
final class CancelRoutes {
  private final Canceller canceller;
  private final CancelStore cancels;
  private final CancelPreview preview;
  private final RecordStore records;
  private final TaskNames names;
  private final IdempotentPosts posts;
  private final Clock clock;

  CancelRoutes(
      Canceller canceller,
      CancelStore cancels,
      CancelPreview preview,
      RecordStore records,
      IdempotentPosts posts,
      Clock clock) {
    this.canceller = canceller;
    this.cancels = cancels;
    this.preview = preview;
    this.records = records;
    this.names = new TaskNames(records);
    this.posts = posts;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        new Route("POST", "/tasks/:taskId:cancel", Role.OPERATOR, this::cancelOne).scoped(),
        new Route("POST", "/cancels", Role.OPERATOR, posts.once(this::cancel)).scoped(),
        new Route("GET", "/cancels/:cancelId", this::get).scoped());
  }

  /** To ask twice is to ask once, so this needs no key. */
  private Response cancelOne(Request request) throws InterruptedException {
    TaskId id = names.require(request);
    Caller caller = Caller.of(request);
    TaskRecord task =
        records
            .find(id)
            .filter(record -> caller.scope().sees(record.source(), record.target()))
            .orElseThrow(() -> RecordRoutes.noRecord(id));
    Denied.unlessCovered(caller, task.source(), task.target());
    if (task.status() == TaskStatus.SUCCEEDED || task.status() == TaskStatus.FAILED) {
      throw new ProblemException(
          Problem.of(
              409,
              "task-over",
              "The task is over",
              "The task %s has ended by itself (%s): there is nothing to cancel."
                  .formatted(id, task.status().name().toLowerCase(java.util.Locale.ROOT))));
    }
    if (!task.status().isFinal()) {
      canceller.cancel(task, now(), caller);
    }
    return Response.json(202, records.find(id).orElse(task));
  }

  private Answer cancel(Request request, Optional<String> key) throws InterruptedException {
    TaskSelection selection = TaskSelection.read(request);
    Instant now = now();
    CancelId id =
        key.map(known -> CancelId.of(known, selection.toString())).orElseGet(CancelId::random);
    Caller caller = Caller.of(request);
    Map<String, List<String>> filter = selection.frozen(now, "queued", "running", "waiting");
    if (filter == null) {
      canceller.cancel(id, named(selection, caller), now, caller);
    } else {
      RecordFilter meant = FilterBodies.parse(filter);
      if (meant.statuses().stream().anyMatch(TaskStatus::isFinal)) {
        throw TaskSelection.refused(
            "filter.status", "Only tasks that are queued, running or waiting can be cancelled.");
      }
      if (selection.isDryRun()) {
        return new Answer(200, null, null, preview.of(meant.touchedBy(caller.scope()), filter));
      }
      canceller.cancel(id, filter, now, caller);
    }
    return new Answer(202, ApiRoutes.BASE + "/cancels/" + id, null, require(id, Scope.EVERYTHING));
  }

  private List<TaskRecord> named(TaskSelection selection, Caller caller) {
    Set<TaskId> tasks = names.require(selection, caller);
    List<TaskRecord> found = Denied.seen(caller, records.find(tasks).values());
    if (found.isEmpty()) {
      throw RecordRoutes.noRecord(tasks.iterator().next());
    }
    found.forEach(record -> Denied.unlessCovered(caller, record.source(), record.target()));
    return found;
  }

  private Response get(Request request) {
    String text = request.pathParameter("cancelId");
    try {
      return Response.json(200, require(CancelId.parse(text), Caller.of(request).scope()));
    } catch (IllegalArgumentException wrong) {
      throw new ProblemException(
          Problem.badRequest("cancelId must be a UUID, not \"%s\".".formatted(text)));
    }
  }

  private Cancel require(CancelId id, Scope scope) {
    return cancels
        .find(id, scope)
        .orElseThrow(
            () -> new ProblemException(Problem.notFound("There is no cancel " + id + ".")));
  }

  /** PostgreSQL keeps microseconds. */
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
