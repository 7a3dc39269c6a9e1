package io.waybill.api.rest;

import io.waybill.api.access.Caller;
import io.waybill.api.access.Scope;
import io.waybill.api.records.RecordFilter;
import io.waybill.api.records.RecordStore;
import io.waybill.api.records.TaskRecord;
import io.waybill.api.replays.Replay;
import io.waybill.api.replays.ReplayId;
import io.waybill.api.replays.ReplayItem;
import io.waybill.api.replays.ReplayPreview;
import io.waybill.api.replays.ReplayStore;
import io.waybill.chassis.config.Role;
import io.waybill.chassis.http.Problem;
import io.waybill.chassis.http.ProblemException;
import io.waybill.chassis.http.Request;
import io.waybill.chassis.http.Response;
import io.waybill.schemas.tasks.TaskId;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code /replays}: tasks done again, as new ones, and how far that is. */
final class ReplayRoutes {
  private static final String LIST = "replays";
  private static final String ITEMS = "replay-tasks";

  private final ReplayStore replays;
  private final ReplayPreview preview;
  private final RecordStore records;
  private final TaskNames names;
  private final IdempotentPosts posts;
  private final Clock clock;

  ReplayRoutes(
      ReplayStore replays,
      ReplayPreview preview,
      RecordStore records,
      IdempotentPosts posts,
      Clock clock) {
    this.replays = replays;
    this.preview = preview;
    this.records = records;
    this.names = new TaskNames(records);
    this.posts = posts;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        new Route("POST", "/replays", Role.OPERATOR, posts.once(this::replay)).scoped(),
        new Route("GET", "/replays", this::list).scoped(),
        new Route("GET", "/replays/:replayId", this::get).scoped(),
        new Route("GET", "/replays/:replayId/tasks", this::items).scoped());
  }

  private Answer replay(Request request, Optional<String> key) {
    TaskSelection selection = TaskSelection.read(request);
    Caller caller = Caller.of(request);
    // PostgreSQL keeps microseconds.
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    ReplayId id =
        key.map(known -> ReplayId.of(known, selection.toString())).orElseGet(ReplayId::random);
    Map<String, List<String>> filter = selection.frozen(now, "failed");
    if (filter == null) {
      replays.create(id, now, caller, named(selection, caller));
    } else if (selection.isDryRun()) {
      RecordFilter meant = FilterBodies.parse(filter).touchedBy(caller.scope());
      return new Answer(200, null, null, preview.of(meant, filter));
    } else {
      replays.create(id, now, caller, filter);
    }
    return new Answer(202, ApiRoutes.BASE + "/replays/" + id, null, require(id, Scope.EVERYTHING));
  }

  private Set<TaskId> named(TaskSelection selection, Caller caller) {
    Set<TaskId> tasks = names.require(selection, caller);
    List<TaskRecord> found = Denied.seen(caller, records.find(tasks).values());
    if (found.isEmpty()) {
      throw RecordRoutes.noRecord(tasks.iterator().next());
    }
    found.forEach(record -> Denied.unlessCovered(caller, record.source(), record.target()));
    return tasks;
  }

  private Response list(Request request) {
    PageRequest page = PageRequest.of(request, LIST, Set.of());
    List<Replay> found =
        replays.list(
            Caller.of(request).scope(), page.after().map(ReplayRoutes::position), page.limit() + 1);
    return Response.json(
        200, Page.of(LIST, found, page.limit(), replay -> replay.askedAt() + " " + replay.id()));
  }

  private Response get(Request request) {
    return Response.json(200, require(id(request), Caller.of(request).scope()));
  }

  private Response items(Request request) {
    PageRequest page = PageRequest.of(request, ITEMS, Set.of());
    ReplayId id = require(id(request), Caller.of(request).scope()).id();
    List<ReplayItem> found =
        replays.items(id, page.after().map(ReplayRoutes::original), page.limit() + 1);
    return Response.json(
        200, Page.of(ITEMS, found, page.limit(), item -> item.original().toString()));
  }

  private Replay require(ReplayId id, Scope scope) {
    return replays
        .find(id, scope)
        .orElseThrow(
            () -> new ProblemException(Problem.notFound("There is no replay " + id + ".")));
  }

  private static ReplayId id(Request request) {
    String text = request.pathParameter("replayId");
    try {
      return ReplayId.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new ProblemException(
          Problem.badRequest("replayId must be a UUID, not \"%s\".".formatted(text)));
    }
  }

  private static ReplayStore.Position position(String place) {
    String[] parts = place.split(" ", -1);
    try {
      return new ReplayStore.Position(Instant.parse(parts[0]), ReplayId.parse(parts[1]));
    } catch (DateTimeException | IllegalArgumentException | ArrayIndexOutOfBoundsException forged) {
      throw PageRequest.badCursor();
    }
  }

  private static TaskId original(String place) {
    try {
      return TaskId.parse(place);
    } catch (IllegalArgumentException forged) {
      throw PageRequest.badCursor();
    }
  }
}
